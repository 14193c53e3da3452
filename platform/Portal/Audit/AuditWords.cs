using MeshStarter.Contracts.Texts;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Portal.Layout;

namespace MeshStarter.Portal.Audit;

/// <summary>Records of the audit trail in plain words.</summary>
internal static class AuditWords
{
    /// <summary>The actions that the page offers to filter by, with their words. The end of an answer is in the line of its decision.</summary>
    public static IReadOnlyList<(string Action, string Words)> Actions { get; } =
    [
        (AuditActions.Read, "read rows"),
        (AuditActions.ReadRaw, "took files"),
        (AuditActions.Discover, "looked a product up"),
        (AuditActions.Register, "registered a product"),
        (AuditActions.Operate, "operated a product"),
        (AuditActions.Audit, "read the audit trail"),
        (AuditActions.AccessRequest, "asked for access"),
        (AuditActions.AccessDecide, "decided about access"),
        (AuditActions.AccessRevoke, "took access back"),
        (AuditActions.PolicyPropose, "proposed to change the rules"),
        (AuditActions.PolicyVote, "voted about the rules"),
        (AuditActions.PolicyChange, "changed the rules"),
        (AuditActions.Declassify, "decided about a declassification"),
        (AuditActions.IssueToken, "signed in"),
        (AuditActions.Journal, "reported its audit journal"),
        (AuditActions.ChainBegin, "began an audit chain"),
        (AuditActions.ChainEnd, "ended its audit chain"),
    ];

    /// <summary>Describes the action; an action without words by its name.</summary>
    public static string Did(AuditLine line) => Did(line.Record);

    /// <summary>Describes the result of the action.</summary>
    public static string Result(AuditLine line) => Result(line.End ?? line.Record);

    /// <summary>The class of the tag that shows it.</summary>
    public static string Style(AuditLine line) => Style(line.End ?? line.Record);

    /// <summary>The columns, and which of them were masked.</summary>
    public static string? Columns(AuditLine line) => Columns(line.End is { Columns.Count: > 0 } end ? end : line.Record);

    /// <summary>The reason in a sentence.</summary>
    public static string Reason(AuditLine line) => line.End is { Outcome: not AuditOutcomes.Finished } end ? $"{line.Record.Reason} {end.Reason}" : line.Record.Reason;

    private static string Did(AuditRecord record) => record.Action == AuditActions.Ended ? "an answer ended"
        : Actions.FirstOrDefault(known => known.Action == record.Action).Words ?? VisibleText.Line(record.Action.Replace('_', ' '));

    private static string Result(AuditRecord record) => record.Outcome is { } outcome
        ? $"{VisibleText.Line(outcome)}, {Words.Count(record.Rows ?? 0, "row")}"
        : record.Permit ? AuditSearch.Permitted : AuditSearch.Refused;

    private static string Style(AuditRecord record) => record.Outcome switch
    {
        null => record.Permit ? "state-met" : "state-breached",
        AuditOutcomes.Finished => "state-met",
        AuditOutcomes.Cancelled => "state-unknown",
        _ => "state-breached",
    };

    /// <summary>Describes the part of the trail that the user sees.</summary>
    public static string Scope(AuditScope scope) => scope switch
    {
        AuditScope.All => "You see the whole trail.",
        AuditScope.Products => "You see the records of the products that you may audit, and your own.",
        _ => "You see your own records. Owners see those of their products, auditors see all.",
    };

    private static string? Columns(AuditRecord record)
    {
        var isRead = record.Action is AuditActions.Read or AuditActions.Ended;
        var open = isRead ? (record.Columns ?? []).Except(record.MaskedColumns, StringComparer.OrdinalIgnoreCase).ToList() : record.Columns ?? [];
        List<string> parts = [];
        if (open.Count > 0)
        {
            parts.Add(isRead ? $"in clear: {Names(open)}" : Names(open));
        }

        if (record.MaskedColumns.Count > 0)
        {
            parts.Add($"masked: {Names(record.MaskedColumns)}");
        }

        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    private static string Names(IReadOnlyList<string> columns) => VisibleText.Line(string.Join(", ", columns));
}

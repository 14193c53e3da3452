using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Texts;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Cli.Audit;

/// <summary>A record of the audit trail as a line of text.</summary>
internal static class AuditText
{
    public static string Of(AuditRecord record)
    {
        List<string> fields =
        [
            Moment.Of(record.OccurredAt),
            VisibleText.Line(record.Subject),
            VisibleText.Line(record.Action),
            record.Product?.ToString() ?? "-",
            record.Outcome is { } outcome ? $"{VisibleText.Line(outcome)}, {Words.Count(record.Rows ?? 0, "row")}" : record.Permit ? "permitted" : "refused",
            VisibleText.Line(record.Reason),
        ];
        if (record.Columns is { Count: > 0 } columns)
        {
            fields.Add($"columns {Names(columns)}");
        }

        if (record.MaskedColumns.Count > 0)
        {
            fields.Add($"masked {Names(record.MaskedColumns)}");
        }

        fields.Add($"by {VisibleText.Line(record.Service)}");

        return string.Join('\t', fields);
    }

    private static string Names(IReadOnlyList<string> columns) => VisibleText.Line(string.Join(", ", columns));
}

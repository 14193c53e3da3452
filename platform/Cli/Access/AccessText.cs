using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Access;

/// <summary>Requests, grants and who sees what, as lines of text.</summary>
internal static class AccessText
{
    public static string Of(AccessRequest request)
    {
        var waits = request.State != AccessState.Requested ? ""
            : $"\twaits for {string.Join(" and ", Missing(request))}";
        var lines = new List<string>
        {
            $"{request.Id}\t{request.Product}\t{VisibleText.Line(request.Principal)}\t{WireNames.Of(request.State)}\tuntil {Moment.Of(request.GrantedUntil ?? request.Until)}\t{Columns(request.Columns)}{waits}",
            $"  {VisibleText.Line(request.Purpose)}",
        };
        lines.AddRange(request.Decisions.Select(Line));
        if (request.Grant is { } grant)
        {
            lines.Add($"  grant {grant}");
        }

        lines.AddRange(Revocation(request.RevokedAt, request.RevokedBy, request.RevokeReason));

        return string.Join(Environment.NewLine, lines);
    }

    public static string Of(AccessGrant grant) => string.Join(Environment.NewLine,
    [
        $"{grant.Id}\t{grant.Product}\t{VisibleText.Line(grant.Principal)}\t{WireNames.Of(grant.State)}\tuntil {Moment.Of(grant.Until)}\t{Columns(grant.AllColumns ? null : [.. grant.Columns.Select(column => column.Name)])}",
        $"  {VisibleText.Line(grant.Purpose)}",
        .. grant.Decisions.Select(Line),
        .. Revocation(grant.RevokedAt, grant.RevokedBy, grant.RevokeReason),
    ]);

    public static string Of(PrincipalSuspension suspension) =>
        $"{VisibleText.Line(suspension.Principal)}\tsuspended {Moment.Of(suspension.At)}\t{VisibleText.Line(suspension.By)}\t{VisibleText.Line(suspension.Reason)}";

    public static string Of(EffectiveAccess effective)
    {
        List<string> lines = [];
        foreach (var product in effective.Products)
        {
            lines.Add(product.Product.ToString());
            lines.AddRange(product.Denied.Select(denied => $"  refused to {Source(denied)}"));
            lines.AddRange(product.Readers.Select(reader => $"  read by {Source(reader)}"));
            foreach (var column in product.Columns)
            {
                var tags = column.Tags.Count == 0 ? "" : $" [{string.Join(", ", column.Tags)}]";
                lines.Add(column.MaskedBy.Count == 0 ? $"  {column.Name}{tags}: clear to every reader" : $"  {column.Name}{tags}: masked by {string.Join(", ", column.MaskedBy.Select(rule => rule == EffectiveColumn.NotGranted ? "grants of other columns" : rule))}");
                lines.AddRange(column.ClearTo.Select(clear => $"    {(column.MaskedBy.Count > 1 ? "clear, where each of the rules leaves it so, to" : "clear to")} {Source(clear)}"));
            }
        }

        return lines.Count == 0 ? "No grant is in force." : string.Join(Environment.NewLine, lines);
    }

    private static string Line(AccessDecision decision) =>
        $"  {WireNames.Of(decision.Seat)} {VisibleText.Line(decision.By)} {(decision.Approved ? "approved" : "declined")}: {VisibleText.Line(decision.Reason)}";

    private static IEnumerable<string> Revocation(DateTimeOffset? at, string? by, string? reason) =>
        at is { } time ? [$"  revoked {Moment.Of(time)} by {VisibleText.Line(by)}: {VisibleText.Line(reason)}"] : [];

    private static string Source(EffectiveSource source) => source.Grant is { } grant
        ? $"{VisibleText.Line(source.Who)} (grant {grant}, until {Moment.Of(source.Until!.Value)})"
        : $"{source.Who} (rule {source.Rule})";

    private static IEnumerable<string> Missing(AccessRequest request) =>
        new[] { AccessSeat.Owner, AccessSeat.Security }.Where(seat => (seat == AccessSeat.Owner || request.NeedsSecurity) && request.Decisions.All(decision => decision.Seat != seat)).Select(WireNames.Of);

    private static string Columns(IReadOnlyList<string>? columns) => columns is null ? "all columns" : string.Join(", ", columns);
}

using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Portal.Profiles;

/// <summary>The terms of a check as a text for people.</summary>
internal static class CheckText
{
    /// <summary>The terms without the check's kind, such as <c>order_id, status</c>.</summary>
    public static string Of(QualityCheck check) => VisibleText.Line(check switch
    {
        QualityCheck.NotNull present => string.Join(", ", present.Columns),
        QualityCheck.Unique unique => string.Join(", ", unique.Columns),
        QualityCheck.AcceptedValues accepted => $"{accepted.Column}: {string.Join(", ", accepted.Values)}",
        QualityCheck.Range range => $"{range.Column} {Bounds(range.Min, range.Max)}",
        QualityCheck.Regex regex => $"{regex.Column}: {regex.Pattern}",
        QualityCheck.RowCount count => Bounds(count.Min?.ToString(CultureInfo.InvariantCulture), count.Max?.ToString(CultureInfo.InvariantCulture)),
        QualityCheck.Freshness freshness => $"{freshness.Column} at most {DurationText.Format(freshness.MaxAge)} old",
        QualityCheck.Completeness completeness => $"{completeness.Column} at least {completeness.Min}",
        QualityCheck.Referential referential => $"{referential.Column} in {referential.ToProduct}.{referential.ToColumn}",
        QualityCheck.DistributionDrift drift => $"{drift.Column} within {drift.MaxDistance.ToString(CultureInfo.InvariantCulture)} of {drift.Snapshots} snapshots",
        QualityCheck.Sql sql => sql.Query,
        _ => "",
    });

    private static string Bounds(string? min, string? max) => (min, max) switch
    {
        ({ } least, { } most) => $"from {least} to {most}",
        ({ } least, null) => $"from {least}",
        _ => $"up to {max}",
    };
}

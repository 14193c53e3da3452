using MeshStarter.Contracts;
using MeshStarter.Sdk.Lineage;

namespace MeshStarter.Sdk.Quality;

/// <summary>A report that the catalog has not taken yet.</summary>
/// <param name="Id">Its number; later ones have greater numbers.</param>
/// <param name="Product">Whose batch it was.</param>
/// <param name="Report">How the batch fared.</param>
/// <param name="Origin">Where its rows came from.</param>
internal sealed record WaitingReport(long Id, ProductMajor Product, BatchReport Report, KeptOrigin Origin)
{
    /// <summary>Whether its batch came from the outbox in its order, and is neither a whole one nor a replay.</summary>
    public bool IsOfRelay => Origin.Columns is null && Report.BatchId == Origin.BatchId;

    /// <summary>Whether the catalog has taken what the checks said, and only the lineage is to be told.</summary>
    public bool IsCounted { get; init; }

    /// <summary>How often it was tried in vain.</summary>
    public int Tries { get; init; }

    /// <summary>When it is tried next; null for at once.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Whether the catalog refused it for good.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Why it was tried in vain the last time; null where it was not tried.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// One report for those of each minute whose checks said the same; others, in their order. Nothing is counted twice or not at all,
    /// and only the time within the minute is lost.
    /// </summary>
    public static IReadOnlyList<WaitingReport> ByMinute(IEnumerable<WaitingReport> reports) =>
    [
        .. reports
            .GroupBy(waiting => (waiting.Product, waiting.Report.Version, Minute: waiting.Report.CheckedAt.UtcTicks / TimeSpan.TicksPerMinute, IsKeptOut: waiting.Report.SnapshotId is null, Said: Said(waiting.Report), waiting.IsCounted, HasFailed: waiting.Tries > 0))
            .Select(minute => minute.Aggregate((earlier, later) => later with { Report = later.Report.After(earlier.Report) })),
    ];

    private static string Said(BatchReport report) => string.Join(',', report.Results.Select(result => result.Outcome));
}

using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Catalog.Quality;

/// <summary>Takes the counts of rows out of results that go to a caller from whom a rule keeps rows.</summary>
internal static class RowCounts
{
    /// <summary>The quality of a product without counts of rows.</summary>
    public static ProductQuality WithoutRows(this ProductQuality quality) => quality with
    {
        Checks = [.. quality.Checks.Select(WithoutRows)],
        History = [.. quality.History.Select(WithoutRows)],
    };

    /// <summary>The quality of a profile without counts of rows.</summary>
    public static QualityHistory WithoutRows(this QualityHistory quality) => quality with
    {
        Checks = [.. quality.Checks.Select(WithoutRows)],
        Days = [.. quality.Days.Select(WithoutRows)],
    };

    /// <summary>A batch without the number of its rows; its id is made of their places.</summary>
    public static BatchSummary WithoutRows(this BatchSummary batch) => batch with { BatchId = "", Rows = null };

    // A reason counts rows in its sentence.
    private static CheckStatus WithoutRows(CheckStatus status) => status with { Result = status.Result with { FailingRows = null, Reason = null } };

    private static TCounts WithoutRows<TCounts>(TCounts counts)
        where TCounts : QualityCounts => counts with
        {
            Rows = null,
            Checks = [.. counts.Checks.Select(tally => tally with { FailingRows = null })],
        };
}

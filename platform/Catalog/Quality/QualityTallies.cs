using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Catalog.Quality;

/// <summary>Counts reports together.</summary>
internal static class QualityTallies
{
    /// <summary>The counts with one more report.</summary>
    public static TCounts With<TCounts>(this TCounts counts, BatchReport report)
        where TCounts : QualityCounts => counts with
        {
            Batches = counts.Batches + report.Batches,
            Rows = (counts.Rows ?? 0) + report.Rows,
            Quarantined = counts.Quarantined + (report.SnapshotId is null ? report.Batches : 0),
            Checks = With(counts.Checks, report),
        };

    private static List<CheckTally> With(IReadOnlyList<CheckTally> counted, BatchReport report)
    {
        var checks = counted.ToList();
        foreach (var result in report.Results)
        {
            var known = checks.FindIndex(tally => Text(tally.Check) == Text(result.Check));
            var tally = (known < 0 ? new CheckTally { Check = result.Check, Passed = 0, Failed = 0, Broken = 0, FailingRows = 0 } : checks[known]).With(result, report.Batches);
            if (known < 0)
            {
                checks.Add(tally);
            }
            else
            {
                checks[known] = tally;
            }
        }

        return checks;
    }

    private static CheckTally With(this CheckTally tally, CheckResult result, int batches) => tally with
    {
        Passed = tally.Passed + (result.Outcome == CheckOutcome.Passed ? batches : 0),
        Failed = tally.Failed + (result.Outcome == CheckOutcome.Failed ? batches : 0),
        Broken = tally.Broken + (result.Outcome == CheckOutcome.Broken ? batches : 0),
        FailingRows = (tally.FailingRows ?? 0) + (result.FailingRows ?? 0),
    };

    // Lists make records unequal that say the same.
    private static string Text(QualityCheck check) => JsonSerializer.Serialize(check, MeshJson.Options);
}

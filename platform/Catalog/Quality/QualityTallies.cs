using System.Text.Json;
using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Quality;

/// <summary>Counts reports together.</summary>
internal static class QualityTallies
{
    /// <summary>The minute with one more report.</summary>
    public static QualityMinute With(this QualityMinute minute, BatchReport report) => minute with
    {
        Batches = minute.Batches + report.Batches,
        Rows = minute.Rows + report.Rows,
        Quarantined = minute.Quarantined + Quarantined(report),
        Checks = With(minute.Checks, report),
    };

    /// <summary>The day with one more report.</summary>
    public static QualityDay With(this QualityDay day, BatchReport report) => day with
    {
        Batches = day.Batches + report.Batches,
        Rows = day.Rows + report.Rows,
        Quarantined = day.Quarantined + Quarantined(report),
        Checks = With(day.Checks, report),
    };

    private static int Quarantined(BatchReport report) => report.SnapshotId is null ? report.Batches : 0;

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
        FailingRows = tally.FailingRows + result.FailingRows,
    };

    // Lists make records unequal that say the same.
    private static string Text(QualityCheck check) => JsonSerializer.Serialize(check, MeshJson.Options);
}

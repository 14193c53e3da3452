using System.Text.Json.Serialization;
using MeshStarter.Contracts.Checks;

namespace MeshStarter.Contracts.Quality;

/// <summary>The result of one check on one batch: counts and reasons, and no value of a row.</summary>
public record CheckResult
{
    /// <summary>The check as the descriptor states it.</summary>
    public required QualityCheck Check { get; init; }

    /// <summary>The outcome.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>Rows of the batch that break the check; 0 where it speaks of the batch as a whole; absent for a caller from whom a rule keeps rows.</summary>
    public long? FailingRows { get; init; } = 0;

    /// <summary>The reason why the check did not pass, as a sentence with counts of rows; null when it passed, and where those are absent.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether this quarantines the batch.</summary>
    [JsonIgnore]
    public bool Quarantines => Outcome != CheckOutcome.Passed && Check.Severity == CheckSeverity.Error;

    /// <summary>Returns why results quarantine their batch: each check that does, with its reason; empty when none does.</summary>
    public static string Reasons(IEnumerable<CheckResult> results) => string.Join(" ", results.Where(result => result.Quarantines).Select(result => $"{result.Check.Kind}: {result.Reason}"));
}

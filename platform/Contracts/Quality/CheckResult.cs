using System.Text.Json.Serialization;
using MeshStarter.Contracts.Checks;

namespace MeshStarter.Contracts.Quality;

/// <summary>The result of one check on one batch. It contains counts and reasons and no value of a row, so every caller may see it.</summary>
public record CheckResult
{
    /// <summary>The check as the descriptor states it.</summary>
    public required QualityCheck Check { get; init; }

    /// <summary>The outcome.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>Rows of the batch that break the check; 0 where it speaks of the batch as a whole.</summary>
    public long FailingRows { get; init; }

    /// <summary>The reason why the check did not pass, as a sentence; null when it passed.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether this quarantines the batch.</summary>
    [JsonIgnore]
    public bool Quarantines => Outcome != CheckOutcome.Passed && Check.Severity == CheckSeverity.Error;

    /// <summary>Returns why results quarantine their batch: each check that does, with its reason; empty when none does.</summary>
    public static string Reasons(IEnumerable<CheckResult> results) => string.Join(" ", results.Where(result => result.Quarantines).Select(result => $"{result.Check.Kind}: {result.Reason}"));
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Contracts;

/// <summary>The result of one check on a quarantined batch, with a few of the rejected rows: for the domain's own people.</summary>
public sealed record QuarantinedResult
{
    /// <summary>The check as the descriptor states it.</summary>
    public required QualityCheck Check { get; init; }

    /// <summary>How it ended.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>Rows of the batch that break the check; 0 where it speaks of the batch as a whole.</summary>
    public long FailingRows { get; init; }

    /// <summary>Why the check did not pass, as a sentence; null when it passed.</summary>
    public string? Reason { get; init; }

    /// <summary>A few of the rows, as objects; one with a number that JSON has no word for, NaN for one, as text.</summary>
    public required IReadOnlyList<JsonElement> Sample { get; init; }

    /// <summary>Whether this quarantines the batch.</summary>
    [JsonIgnore]
    public bool Quarantines => Outcome != CheckOutcome.Passed && Check.Severity == CheckSeverity.Error;
}

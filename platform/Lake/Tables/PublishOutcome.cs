using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Quality;

namespace MeshStarter.Lake;

/// <summary>What became of a batch.</summary>
/// <param name="Snapshot">The table's current snapshot after it; null when nothing was ever published.</param>
/// <param name="Findings">What each check of the contract said; none when the batch was published before.</param>
public sealed record PublishOutcome(Snapshot? Snapshot, IReadOnlyList<CheckFinding> Findings)
{
    /// <summary>How many rows the batch has; 0 for one that was published before.</summary>
    public long Rows { get; init; }

    /// <summary>The batch's report; where a check kept the batch from readers, the catalog has yet to get it. Null for a batch without rows that were still to be published.</summary>
    public BatchReport? Report { get; init; }

    /// <summary>Whether the table had the batch already.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Whether a check kept the batch from readers: the table is as it was.</summary>
    public bool IsQuarantined => Findings.Any(finding => finding.Result.Quarantines);
}

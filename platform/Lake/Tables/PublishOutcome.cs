using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Lake.Tables;

/// <summary>The outcome of a publish.</summary>
/// <param name="Snapshot">The table's current snapshot after the publish; null when nothing was ever published.</param>
/// <param name="Findings">The findings of each check of the contract; empty when the batch was published before.</param>
public sealed record PublishOutcome(Snapshot? Snapshot, IReadOnlyList<CheckFinding> Findings)
{
    /// <summary>The number of rows in the batch; 0 when it was published before.</summary>
    public long Rows { get; init; }

    /// <summary>The batch's report; the catalog does not have it yet when the batch is quarantined. Null for a batch that has no row left to publish.</summary>
    public BatchReport? Report { get; init; }

    /// <summary>Whether the table had the batch before.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Whether the table had exactly the rows of the batch in the range that it replaces, so that no snapshot was committed.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Whether a check quarantined the batch: the table is unchanged.</summary>
    public bool IsQuarantined => Findings.Any(finding => finding.Result.Quarantines);
}

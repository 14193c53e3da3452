using MeshStarter.Contracts.Quality;

namespace MeshStarter.Sdk.Batches;

/// <summary>A published batch.</summary>
/// <param name="BatchId">The batch's id.</param>
/// <param name="SnapshotId">The snapshot that published the batch; the table's current one when that snapshot is expired.</param>
/// <param name="Rows">The number of rows; 0 when the batch was published before.</param>
/// <param name="IsRepeated">Whether the batch was published before, and nothing was changed.</param>
/// <param name="Results">The result of each check of the contract, with warnings; empty when the batch was published before.</param>
public sealed record PublishedBatch(string BatchId, long? SnapshotId, long Rows, bool IsRepeated, IReadOnlyList<CheckResult> Results)
{
    /// <summary>Whether the table had exactly these rows in the range that the batch replaces: no snapshot was committed, and <see cref="SnapshotId"/> is the current one.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>The number of its rows, also when it was published before; null where the snapshot that published it is expired.</summary>
    internal long? KnownRows { get; init; }

    /// <summary>The commit time of its rows; null where the snapshot that published it is expired, or none was committed.</summary>
    internal DateTimeOffset? CommittedAt { get; init; }
}

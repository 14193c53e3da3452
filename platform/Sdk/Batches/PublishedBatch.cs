using MeshStarter.Contracts;

namespace MeshStarter.Sdk;

/// <summary>A batch that readers see.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="SnapshotId">The snapshot that published it; the table's current one where it was published so long ago that its own is gone.</param>
/// <param name="Rows">How many rows it has; 0 for one that was published before.</param>
/// <param name="IsRepeated">Whether it was published before, and nothing was changed.</param>
/// <param name="Results">What each check of the contract said, warnings among them; none for a batch that was published before.</param>
public sealed record PublishedBatch(string BatchId, long? SnapshotId, long Rows, bool IsRepeated, IReadOnlyList<CheckResult> Results);

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Up to where the changes of an input made windows due.</summary>
/// <param name="SnapshotId">The input's snapshot; null for a table without one.</param>
/// <param name="Major">The major version whose snapshot it is; null where it is not known.</param>
/// <param name="At">The time at which it was the current one.</param>
internal sealed record HandledInput(long? SnapshotId, int? Major, DateTimeOffset At);

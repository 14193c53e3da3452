using MeshStarter.Platform.Iceberg.Commits;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>A snapshot whose manifests are written, and that no branch of its table refers to yet.</summary>
/// <param name="Table">The table.</param>
/// <param name="Commit">The commit that moves the branch to the snapshot.</param>
/// <param name="SnapshotId">The id of the snapshot.</param>
/// <param name="Manifests">The locations of its manifests and its manifest list.</param>
public sealed record StagedCommit(TableIdentifier Table, TableCommit Commit, long SnapshotId, IReadOnlyList<string> Manifests);

using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Branches;

/// <summary>A branch whose rows are on their way to the product's ports.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="SnapshotId">Its snapshot.</param>
/// <param name="Rows">How many rows it adds.</param>
/// <param name="Results">What each check said of them.</param>
internal sealed record PublishedBranch(string Branch, long SnapshotId, long Rows, IReadOnlyList<CheckResult> Results);

using MeshStarter.Contracts.Quality;

namespace MeshStarter.Sdk.Branches;

/// <summary>A branch whose rows are being published to the product's ports.</summary>
/// <param name="Branch">The branch.</param>
/// <param name="SnapshotId">The branch's snapshot.</param>
/// <param name="Rows">The number of rows that it adds.</param>
/// <param name="Results">The result of each check.</param>
internal sealed record PublishedBranch(string Branch, long SnapshotId, long Rows, IReadOnlyList<CheckResult> Results);

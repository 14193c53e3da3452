namespace MeshStarter.Contracts.Pipelines;

/// <summary>A request to run the windows of a range of local days.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, which is included.</param>
/// <param name="Only">Which of the windows; null for all.</param>
/// <param name="DryRun">Whether the windows are only counted.</param>
public sealed record BackfillRequest(DateOnly From, DateOnly To, BackfillWindows? Only = null, bool DryRun = false);

/// <summary>The windows that a backfill runs.</summary>
public enum BackfillWindows
{
    /// <summary>Those whose latest run did not succeed.</summary>
    Failed,

    /// <summary>Those that never ran, or whose latest run was skipped.</summary>
    Missing,
}

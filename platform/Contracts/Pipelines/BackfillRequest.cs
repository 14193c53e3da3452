using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Pipelines;

/// <summary>A request to run the windows of a range of local days.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day, which is included.</param>
/// <param name="Only">Which of the windows; null for all.</param>
/// <param name="DryRun">Whether the windows are only counted.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BackfillRequest(DateOnly From, DateOnly To, BackfillWindows? Only = null, bool DryRun = false)
{
    /// <summary>The greatest <see cref="WindowsPerRun"/>.</summary>
    public const int MostWindowsPerRun = 366;

    /// <summary>The greatest <see cref="Parallel"/>.</summary>
    public const int MostParallel = 4;

    /// <summary>The most consecutive windows that one SELECT computes, from 1 to 366.</summary>
    public int WindowsPerRun { get; init; } = 1;

    /// <summary>The number of windows that run at a time, or of SELECTs of several windows, from 1 to 4.</summary>
    public int Parallel { get; init; } = 1;
}

/// <summary>The windows that a backfill runs.</summary>
public enum BackfillWindows
{
    /// <summary>Those whose latest run did not succeed.</summary>
    Failed,

    /// <summary>Those that never ran, or whose latest run was skipped.</summary>
    Missing,
}

using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>A request to run a window.</summary>
/// <param name="Window">The window.</param>
/// <param name="Cause">What makes it due, such as <c>schedule</c>.</param>
internal sealed record RunRequest(Window Window, string Cause)
{
    /// <summary>The cause of runs that a person requested.</summary>
    public const string Manual = "manual";

    /// <summary>Gets the person who requests it; null where no person does.</summary>
    public string? By { get; init; }

    /// <summary>The shortest time from the window's last start to its next; zero for none.</summary>
    public TimeSpan MinInterval { get; init; }

    /// <summary>The time at which the window fell due; null for the time of the request.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether the run is recorded as skipped instead.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The start of the first window of those that one SELECT computes together; null where the window is computed by itself.</summary>
    public DateTimeOffset? RangeStart { get; init; }

    /// <summary>The number of runs of the pipeline that may run at a time while this one does.</summary>
    public int Parallel { get; init; } = 1;
}

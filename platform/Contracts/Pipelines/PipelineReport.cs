namespace MeshStarter.Contracts.Pipelines;

/// <summary>A report of a domain's service on a pipeline of its own: its schedule, and the runs whose state has changed.</summary>
/// <param name="Major">The major version that it computes.</param>
/// <param name="Runs">The runs, at most <see cref="MostRuns"/>; a run that is known gets its new state.</param>
public sealed record PipelineReport(int Major, IReadOnlyList<PipelineRun> Runs)
{
    /// <summary>The most runs of a report.</summary>
    public const int MostRuns = 100;

    /// <summary>The next time of its schedule; null where changes of its inputs make it due.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Since when it is paused; null where it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }
}

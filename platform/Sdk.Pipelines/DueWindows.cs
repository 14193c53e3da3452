using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Requests the runs that are due: by the clock, or by a change of an input. Up to where they were requested is stored with them.</summary>
internal sealed class DueWindows(RunStore runs, PipelineStates states, InputWatch inputs, TimeProvider time)
{
    private const string Schedule = "schedule";

    /// <summary>Begins to watch pipelines: one that is new is due at the next time of its schedule.</summary>
    public async Task BeginAsync(IEnumerable<OwnPipeline> pipelines, CancellationToken cancellationToken)
    {
        foreach (var pipeline in pipelines)
        {
            await (pipeline.Clock is null ? states.BeginUnscheduledAsync(pipeline.Product.Id, cancellationToken) : states.BeginAsync(pipeline.Product.Id, cancellationToken));
        }
    }

    /// <summary>Requests what changes of inputs make due, until it is cancelled.</summary>
    public Task WatchInputsAsync(IEnumerable<OwnPipeline> pipelines, PublisherLease lease, CancellationToken cancellationToken) =>
        Task.WhenAll(pipelines.Select(pipeline => pipeline.Definition.Run is OnInputsTrigger trigger ? inputs.RunAsync(pipeline, trigger, lease, cancellationToken) : Task.CompletedTask));

    /// <summary>Requests what the clock makes due of a pipeline.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="watchedSince">Since when this process watches its schedule.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The next due time; null where the clock makes nothing due.</returns>
    public async Task<DateTimeOffset?> RequestAsync(OwnPipeline pipeline, DateTimeOffset watchedSince, PublisherLease lease, CancellationToken cancellationToken)
    {
        if (pipeline.Clock is not { } clock || pipeline.Due is not { } due || await states.HandledAsync(pipeline.Product.Id, cancellationToken) is not { } since)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var found = due.Between(since, watchedSince, now);
        if (found.Count > 0)
        {
            await lease.UseAsync(
                async transaction =>
                {
                    await runs.RequestAsync(pipeline.Product.Id, [.. found.Select(run => new RunRequest(run.Window, Schedule) { DueAt = run.Due, IsSkipped = run.IsSkipped })], transaction, cancellationToken);
                    await PipelineStates.HandleAsync(pipeline.Product.Id, now, transaction, cancellationToken);
                },
                cancellationToken);
        }

        return clock.Next(now > since ? now : since);
    }
}

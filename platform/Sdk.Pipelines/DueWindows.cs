using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Requests the runs that are due: by the clock, or by a change of an input. Up to where they were requested is stored with them.</summary>
internal sealed class DueWindows(RunStore runs, PipelineStates states, InputWatch inputs, TimeProvider time)
{
    private const string Schedule = "schedule";

    // Each has a lock in the transaction, and a server has memory for some thousands.
    private const int MostTogether = 1_000;

    /// <summary>Begins to watch pipelines: one that is new is due at the next time of its schedule.</summary>
    public async Task BeginAsync(IReadOnlyCollection<OwnPipeline> pipelines, CancellationToken cancellationToken)
    {
        var scheduled = pipelines.ToLookup(pipeline => pipeline.Clock is not null, pipeline => pipeline.Product.Id);
        await states.BeginAsync(scheduled[true], cancellationToken);
        await states.BeginUnscheduledAsync(scheduled[false], cancellationToken);
        // These are not watched: a problem of theirs is one of inputs that they had.
        await states.EndProblemsAsync(pipelines.Where(pipeline => pipeline.ReadsNothing).Select(pipeline => pipeline.Product.Id), cancellationToken);
    }

    /// <summary>Requests what changes of inputs make due, until it is cancelled.</summary>
    public Task WatchInputsAsync(IEnumerable<OwnPipeline> pipelines, PublisherLease lease, CancellationToken cancellationToken) =>
        ConcurrentWork.RunAsync(pipelines.Where(pipeline => !pipeline.ReadsNothing).Select<OwnPipeline, Func<CancellationToken, Task>>(pipeline => token => inputs.RunAsync(pipeline, lease, token)), cancellationToken);

    /// <summary>Requests what the clock makes due of pipelines.</summary>
    /// <param name="pipelines">The pipelines.</param>
    /// <param name="watchedSince">Since when this process watches their schedules.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The next due time of each pipeline; none of one that the clock makes not due.</returns>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset>> RequestAsync(
        IEnumerable<OwnPipeline> pipelines, DateTimeOffset watchedSince, PublisherLease lease, CancellationToken cancellationToken)
    {
        Dictionary<ProductMajorVersion, DateTimeOffset> next = [];
        foreach (var some in pipelines.Where(pipeline => pipeline.Clock is not null).Chunk(MostTogether))
        {
            var handled = await states.HandledAsync(some.Select(pipeline => pipeline.Product.Id), cancellationToken);
            var now = time.GetUtcNow();
            List<(ProductMajorVersion Product, RunRequest Run)> found = [];
            List<ProductMajorVersion> passed = [];
            foreach (var pipeline in some)
            {
                if (handled.TryGetValue(pipeline.Product.Id.ToString(), out var since))
                {
                    found.AddRange(pipeline.Due!.Between(since, watchedSince, now).Select(run => (pipeline.Product.Id, new RunRequest(run.Window, Schedule) { DueAt = run.Due, IsSkipped = run.IsSkipped })));
                    next[pipeline.Product.Id] = pipeline.Clock!.Next(now > since ? now : since) ?? DateTimeOffset.MaxValue;
                    if (pipeline.Clock.Next(since) <= now)
                    {
                        passed.Add(pipeline.Product.Id);
                    }
                }
            }

            // A due time before the first window has no run, and is handled all the same.
            if (passed.Count > 0)
            {
                await lease.UseAsync(
                    async transaction =>
                    {
                        await runs.RequestAsync(found, transaction, cancellationToken);
                        await PipelineStates.HandleAsync(passed, now, transaction, cancellationToken);
                    },
                    cancellationToken);
            }
        }

        return next;
    }
}

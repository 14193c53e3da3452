using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Runs the pipelines of this domain, in the process with the publisher's lease: requests what is due, and runs what is requested. What an earlier process
/// left behind is run again.
/// </summary>
internal sealed class PipelineWorker(OwnPipelines pipelines, RunStore runs, DueWindows due, PipelineRunner runner, PipelineSignal signal, TimeProvider time, ILoggerFactory logs)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Runs pipelines until it is cancelled.</summary>
    /// <param name="products">The registered products.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the runs, with the lease.</param>
    public async Task RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken)
    {
        List<OwnPipeline> own = [.. pipelines.All.Where(pipeline => products.Contains(pipeline.Product))];
        if (own.Count == 0)
        {
            return;
        }

        await lease.UseAsync(transaction => runs.InterruptAsync(transaction, cancellationToken), cancellationToken);
        await due.BeginAsync(own, cancellationToken);

        // The failure of one ends the others, and the worker begins again.
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var turns = new PipelineTurns(own, runs, runner, lease, signal, time, logs.CreateLogger<PipelineTurns>());
        var watches = due.WatchInputsAsync(own, lease, term.Token);
        try
        {
            await WatchAsync(own, turns, lease, term.Token);
        }
        finally
        {
            await term.CancelAsync();
            await watches.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(List<OwnPipeline> own, PipelineTurns turns, PublisherLease lease, CancellationToken cancellationToken)
    {
        var watchedSince = time.GetUtcNow();
        Dictionary<ProductMajorVersion, DateTimeOffset> dueAt = own.ToDictionary(pipeline => pipeline.Product.Id, _ => DateTimeOffset.MinValue);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = signal.Next;
            foreach (var pipeline in own.Where(pipeline => dueAt[pipeline.Product.Id] <= time.GetUtcNow()))
            {
                dueAt[pipeline.Product.Id] = await due.RequestAsync(pipeline, watchedSince, lease, cancellationToken) ?? DateTimeOffset.MaxValue;
            }

            await turns.StartAsync(cancellationToken);
            await turns.CancelAsync(cancellationToken);
            var until = await turns.NextAsync(cancellationToken) is { } waiting && waiting < dueAt.Values.Min() ? waiting : dueAt.Values.Min();
            var pause = until - time.GetUtcNow();
            if (pause > TimeSpan.Zero)
            {
                // Bounded: a notification can be lost, and a clock be set back.
                await next.WaitAsync(pause < LongestPause ? pause : LongestPause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

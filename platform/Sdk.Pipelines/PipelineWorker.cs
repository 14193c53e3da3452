using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Runs the pipelines of this domain, in the process with the publisher's lease: requests what is due, and runs what is requested. What an earlier process
/// left behind is run again.
/// </summary>
internal sealed partial class PipelineWorker(OwnPipelines pipelines, RunStore runs, DueWindows due, PipelineRunner runner, PipelineSignal signal, TimeProvider time, ILogger<PipelineWorker> logger) : ILeasedWork
{
    private static readonly TimeSpan ForgetPause = TimeSpan.FromHours(1);

    // Runs that end at almost the same time are looked at together.
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    // Runs whose end could not be noted, as while the database was away. They have not ended this process.
    private readonly HashSet<(long Id, int Starts)> _left = [];

    /// <summary>Runs pipelines until it is cancelled or fails; returns where the domain has none.</summary>
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

        await lease.UseAsync(
            async transaction =>
            {
                await RunStore.GiveBackAsync(_left, transaction, cancellationToken);
                await runs.InterruptAsync(transaction, cancellationToken);
                await runs.CancelOfNoWindowAsync(own, transaction, cancellationToken);
            },
            cancellationToken);
        _left.Clear();
        await due.BeginAsync(own, cancellationToken);

        var turns = new PipelineTurns(own, runs, runner, lease, signal, time, logger);
        try
        {
            await ConcurrentWork.RunAsync([token => WatchAsync(own, turns, lease, token), token => due.WatchInputsAsync(own, lease, token), ForgetAsync], cancellationToken);
        }
        finally
        {
            _left.UnionWith(await turns.EndAsync());
        }
    }

    private async Task WatchAsync(List<OwnPipeline> own, PipelineTurns turns, PublisherLease lease, CancellationToken cancellationToken)
    {
        var watchedSince = time.GetUtcNow();
        Dictionary<ProductMajorVersion, DateTimeOffset> dueAt = own.ToDictionary(pipeline => pipeline.Product.Id, _ => DateTimeOffset.MinValue);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var woken = signal.Next;
            var now = time.GetUtcNow();
            List<OwnPipeline> fallen = [.. own.Where(pipeline => dueAt[pipeline.Product.Id] <= now)];
            var next = await due.RequestAsync(fallen, watchedSince, lease, cancellationToken);
            fallen.ForEach(pipeline => dueAt[pipeline.Product.Id] = next.GetValueOrDefault(pipeline.Product.Id, DateTimeOffset.MaxValue));
            var left = await turns.GiveBackAsync(cancellationToken);
            await turns.StartAsync(cancellationToken);
            await turns.CancelAsync(cancellationToken);
            var until = await turns.NextAsync(now, cancellationToken) is { } waiting && waiting < dueAt.Values.Min() ? waiting : dueAt.Values.Min();
            var pause = new[] { until - time.GetUtcNow(), left ?? TimeSpan.MaxValue, Polling.Pipelines }.Min();
            if (pause > TimeSpan.Zero)
            {
                // Bounded: a notification can be lost, and a clock be set back.
                await woken.WaitAsync(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await Task.Delay(Shortest, time, cancellationToken);
        }
    }

    // No run waits for it. Where it fails it is tried again at its next time.
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await runs.ForgetAsync(cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotForgotten(logger, exception.Message, exception.ProgramFault());
            }

            await Task.Delay(ForgetPause, time, cancellationToken);
        }
    }

    [LoggerMessage(3078, LogLevel.Warning, "Old runs of the domain's pipelines are not deleted, which is tried again in an hour: {Reason}")]
    private static partial void LogNotForgotten(ILogger logger, string reason, Exception? fault);
}

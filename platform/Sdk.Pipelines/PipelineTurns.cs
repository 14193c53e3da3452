using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Runs what is requested under one lease: some pipelines at a time, many of those that read nothing, and of each one window after another, or as many at a
/// time as a backfill says. The pipeline that was served least recently comes first, so that a long backfill holds up no other.
/// </summary>
internal sealed partial class PipelineTurns
{
    // Each has an engine, or as many as a backfill has runs at a time.
    private const int Most = 2;

    // What these need is taken when they publish.
    private const int MostReadingNothing = 1_000;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(30);

    // What refused the end of a run may refuse the next one, too.
    private static readonly TimeSpan LeftPause = TimeSpan.FromSeconds(5);

    private readonly RunStore _runs;
    private readonly PipelineRunner _runner;
    private readonly PublisherLease _lease;
    private readonly PipelineSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _change = new();
    private readonly Dictionary<ProductMajorVersion, Task> _turns = [];
    private readonly HashSet<ClaimedRuns> _claimed = [];
    private readonly List<(long Id, int Starts)> _left = [];
    private long _leftSince;

    // The pipelines, the one that was served least recently first.
    private readonly List<OwnPipeline> _order;

    /// <summary>Creates the turns of a lease.</summary>
    public PipelineTurns(IEnumerable<OwnPipeline> pipelines, RunStore runs, PipelineRunner runner, PublisherLease lease, PipelineSignal signal, TimeProvider time, ILogger logger) =>
        (_order, _runs, _runner, _lease, _signal, _time, _logger) = ([.. pipelines], runs, runner, lease, signal, time, logger);

    /// <summary>Begins as many turns as there is room for.</summary>
    /// <param name="cancellationToken">Ends the turns, with the lease.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // These end soon: runs that wait for one that is run by itself wait for them first.
        foreach (var readsNothing in (bool[])[true, false])
        {
            if (Waiting(readsNothing) is ({ Count: > 0 } waiting, var room and > 0))
            {
                Begin(await ClaimAsync(waiting, running: 0, room, cancellationToken), cancellationToken);
            }
        }
    }

    /// <summary>Ends the runs that a person cancelled.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        List<ClaimedRuns> claimed;
        lock (_change)
        {
            claimed = [.. _claimed];
        }

        if (claimed.Count > 0)
        {
            var cancelled = (await _runs.CancelledAsync(cancellationToken)).ToHashSet();
            claimed.ForEach(runs => runs.Cancel(cancelled));
        }
    }

    /// <summary>Gives back the runs whose end the database refused some seconds ago: they run again, and their windows are not closed for later runs.</summary>
    /// <returns>The time until some are due; null when none is left.</returns>
    public async Task<TimeSpan?> GiveBackAsync(CancellationToken cancellationToken)
    {
        List<(long Id, int Starts)> left;
        lock (_change)
        {
            if (_left.Count == 0)
            {
                return null;
            }

            if (LeftPause - _time.GetElapsedTime(_leftSince) is var pause && pause > TimeSpan.Zero)
            {
                return pause;
            }

            left = [.. _left];
            _left.Clear();
        }

        try
        {
            await _lease.UseAsync(transaction => RunStore.GiveBackAsync(left, transaction, cancellationToken), cancellationToken);
            return null;
        }
        catch
        {
            lock (_change)
            {
                _left.AddRange(left);
            }

            throw;
        }
    }

    /// <summary>Returns the time after another at which a further run may start; null where none waits for its time, or there is no room for it.</summary>
    public async Task<DateTimeOffset?> NextAsync(DateTimeOffset after, CancellationToken cancellationToken) =>
        ((bool[])[true, false]).Select(Waiting).Where(kind => kind.Room > 0).SelectMany(kind => kind.Products).ToList() is { Count: > 0 } waiting
            ? await _runs.NextAsync(waiting, after, cancellationToken)
            : null;

    /// <summary>Waits until the turns have ended, which their token does; returns the runs whose end could not be noted.</summary>
    public async Task<IReadOnlyList<(long Id, int Starts)>> EndAsync()
    {
        List<Task> ended;
        lock (_change)
        {
            ended = [.. _turns.Values];
        }

        await Task.WhenAll(ended);
        return _left;
    }

    private (IReadOnlyList<ProductMajorVersion> Products, int Room) Waiting(bool readsNothing)
    {
        lock (_change)
        {
            List<ProductMajorVersion> all = [.. _order.Where(pipeline => pipeline.ReadsNothing == readsNothing).Select(pipeline => pipeline.Product.Id)];
            List<ProductMajorVersion> waiting = [.. all.Where(product => !_turns.ContainsKey(product))];
            return (waiting, (readsNothing ? MostReadingNothing : Most) - (all.Count - waiting.Count));
        }
    }

    private void Begin(IReadOnlyList<ClaimedRuns> claimed, CancellationToken cancellationToken)
    {
        lock (_change)
        {
            var runs = claimed.ToDictionary(each => each.Product);
            List<OwnPipeline> begun = [.. _order.Where(pipeline => runs.ContainsKey(pipeline.Product.Id))];
            _order.RemoveAll(pipeline => runs.ContainsKey(pipeline.Product.Id));
            _order.AddRange(begun);
            foreach (var pipeline in begun)
            {
                _turns.Add(pipeline.Product.Id, Task.Run(() => ServeAsync(pipeline, runs[pipeline.Product.Id], cancellationToken), CancellationToken.None));
            }
        }
    }

    private async Task<IReadOnlyList<ClaimedRuns>> ClaimAsync(IReadOnlyList<ProductMajorVersion> products, int running, int room, CancellationToken cancellationToken)
    {
        IReadOnlyList<ClaimedRuns> found = [];
        await _lease.UseAsync(async transaction => found = await _runs.ClaimAsync(products, running, room, transaction, cancellationToken), cancellationToken);
        lock (_change)
        {
            _claimed.UnionWith(found);
        }

        return found;
    }

    private async Task ServeAsync(OwnPipeline pipeline, ClaimedRuns first, CancellationToken cancellationToken)
    {
        try
        {
            await ServeAsync(pipeline, first, running: 0, _time.GetTimestamp(), cancellationToken);
        }
        finally
        {
            lock (_change)
            {
                _turns.Remove(pipeline.Product.Id);
            }

            _signal.Pulse();
        }
    }

    // Runs what is requested of a pipeline while so many others do, and begins a further one that does where a backfill says so.
    private async Task ServeAsync(OwnPipeline pipeline, ClaimedRuns? first, int running, long began, CancellationToken cancellationToken)
    {
        var inputs = new HeldInputs();
        var further = Task.CompletedTask;
        try
        {
            for (var claimed = first ?? await NextAsync(cancellationToken); claimed is not null; claimed = await NextAsync(cancellationToken))
            {
                if (claimed.Parallel > running + 1 && further.IsCompleted && !pipeline.ReadsItself)
                {
                    further = Task.Run(() => ServeAsync(pipeline, null, running + 1, began, cancellationToken), CancellationToken.None);
                }

                await RunAsync(pipeline, claimed, inputs, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // Without the session of its lease nothing can be noted: the next process with the lease finds the run.
            if (!cancellationToken.IsCancellationRequested)
            {
                LogLost(_logger, pipeline.Product.Id, exception.Message, exception.ProgramFault());
            }
        }
        finally
        {
            await inputs.CloseAsync();
            await further;
        }

        async Task<ClaimedRuns?> NextAsync(CancellationToken stopping)
        {
            if (_time.GetElapsedTime(began) >= LongestTurn || await ClaimAsync([pipeline.Product.Id], running, room: 1, stopping) is not [var next])
            {
                return null;
            }

            // A person may have cancelled it before it was here.
            _signal.Pulse();
            return next;
        }
    }

    private async Task RunAsync(OwnPipeline pipeline, ClaimedRuns claimed, HeldInputs inputs, CancellationToken cancellationToken)
    {
        try
        {
            await _runner.RunAsync(pipeline, claimed, inputs, _lease, cancellationToken);
        }
        catch (Exception)
        {
            lock (_change)
            {
                _leftSince = _left.Count == 0 ? _time.GetTimestamp() : _leftSince;
                _left.AddRange(claimed.Runs.Select(run => (run.Id, run.Starts)));
            }

            throw;
        }
        finally
        {
            lock (_change)
            {
                _claimed.Remove(claimed);
            }

            claimed.Dispose();
        }
    }

    [LoggerMessage(3064, LogLevel.Warning, "A run of {Product} could not be noted: {Reason}")]
    private static partial void LogLost(ILogger logger, ProductMajorVersion product, string reason, Exception? fault);
}

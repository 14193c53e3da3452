using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Runs what is requested under one lease: some pipelines at a time, and of each one window after another. The pipeline that was served least recently
/// comes first, so that a long backfill holds up no other.
/// </summary>
internal sealed partial class PipelineTurns : IAsyncDisposable
{
    // Each has an engine.
    private const int Most = 2;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(30);

    private readonly RunStore _runs;
    private readonly PipelineRunner _runner;
    private readonly PublisherLease _lease;
    private readonly PipelineSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _change = new();
    private readonly Dictionary<ProductMajorVersion, Turn> _turns = [];

    // The pipelines, the one that was served least recently first.
    private readonly List<OwnPipeline> _order;

    /// <summary>Creates the turns of a lease.</summary>
    public PipelineTurns(IEnumerable<OwnPipeline> pipelines, RunStore runs, PipelineRunner runner, PublisherLease lease, PipelineSignal signal, TimeProvider time, ILogger logger) =>
        (_order, _runs, _runner, _lease, _signal, _time, _logger) = ([.. pipelines], runs, runner, lease, signal, time, logger);

    /// <summary>Begins as many turns as there is room for.</summary>
    /// <param name="cancellationToken">Ends the turns, with the lease.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (Waiting() is { Count: > 0 } waiting)
        {
            if (await ClaimAsync(waiting, cancellationToken) is not { } run)
            {
                return;
            }

            lock (_change)
            {
                var pipeline = _order.First(each => each.Product.Id == run.ProductMajorVersion);
                _order.Remove(pipeline);
                _order.Add(pipeline);
                var turn = new Turn();
                _turns.Add(run.ProductMajorVersion, turn);
                turn.Ended = Task.Run(() => ServeAsync(pipeline, run, turn, cancellationToken), CancellationToken.None);
            }
        }
    }

    /// <summary>Ends the runs that a person cancelled.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        List<Turn> turns;
        lock (_change)
        {
            turns = [.. _turns.Values];
        }

        if (turns.Count > 0)
        {
            var cancelled = (await _runs.CancelledAsync(cancellationToken)).ToHashSet();
            turns.ForEach(turn => turn.Cancel(cancelled));
        }
    }

    /// <summary>Returns the time at which a further run may start; null where none waits, or there is no room for it.</summary>
    public async Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken) =>
        Waiting() is { Count: > 0 } waiting ? await _runs.NextAsync(waiting, cancellationToken) : null;

    /// <summary>Waits until the turns have ended, which their token does.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Task> ended;
        lock (_change)
        {
            ended = [.. _turns.Values.Select(turn => turn.Ended)];
        }

        await Task.WhenAll(ended);
    }

    private IReadOnlyList<ProductMajorVersion> Waiting()
    {
        lock (_change)
        {
            return _turns.Count >= Most ? [] : [.. _order.Select(pipeline => pipeline.Product.Id).Where(product => !_turns.ContainsKey(product))];
        }
    }

    private async Task<PipelineRun?> ClaimAsync(IReadOnlyList<ProductMajorVersion> products, CancellationToken cancellationToken)
    {
        PipelineRun? run = null;
        await _lease.UseAsync(async transaction => run = await _runs.ClaimAsync(products, transaction, cancellationToken), cancellationToken);
        return run;
    }

    private async Task ServeAsync(OwnPipeline pipeline, PipelineRun first, Turn turn, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        SharedInputs? inputs = null;
        try
        {
            for (var run = first; run is not null; run = _time.GetElapsedTime(began) < LongestTurn ? await ClaimAsync([pipeline.Product.Id], cancellationToken) : null)
            {
                inputs = await _runner.RunAsync(pipeline, run, inputs, _lease, turn.Begin(run.Id), cancellationToken);
            }
        }
        catch (Exception exception)
        {
            // Without the session of its lease nothing can be noted: the next process with the lease finds the run.
            if (!cancellationToken.IsCancellationRequested)
            {
                LogLost(_logger, pipeline.Product.Id, exception.Message);
            }
        }
        finally
        {
            if (inputs is not null)
            {
                await inputs.DisposeAsync();
            }

            lock (_change)
            {
                _turns.Remove(pipeline.Product.Id);
            }

            turn.Dispose();
            _signal.Pulse();
        }
    }

    [LoggerMessage(EventId = 3064, Level = LogLevel.Warning, Message = "A run of {Product} could not be noted: {Reason}")]
    private static partial void LogLost(ILogger logger, ProductMajorVersion product, string reason);

    /// <summary>A pipeline whose runs are being run.</summary>
    private sealed class Turn : IDisposable
    {
        private readonly Lock _change = new();
        private CancellationTokenSource _cancelled = new();
        private long _run;

        /// <summary>Completes with the turn.</summary>
        public Task Ended { get; set; } = Task.CompletedTask;

        /// <summary>Begins a run, and returns the token by which it is cancelled.</summary>
        public CancellationToken Begin(long run)
        {
            lock (_change)
            {
                _cancelled.Dispose();
                (_cancelled, _run) = (new CancellationTokenSource(), run);
                return _cancelled.Token;
            }
        }

        /// <summary>Cancels the run if it is one of some.</summary>
        public void Cancel(IReadOnlySet<long> runs)
        {
            CancellationTokenSource? cancelled;
            lock (_change)
            {
                cancelled = runs.Contains(_run) ? _cancelled : null;
            }

            try
            {
                cancelled?.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The run ended concurrently.
            }
        }

        public void Dispose()
        {
            lock (_change)
            {
                _cancelled.Dispose();
            }
        }
    }
}

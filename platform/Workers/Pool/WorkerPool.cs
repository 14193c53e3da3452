using System.Collections.Concurrent;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Sandboxing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>
/// The workers: each is lent to one query at a time, and the proxy admits at most <see cref="WorkerLimits.Workers"/> queries at once.
/// <see cref="WorkerLimits.WarmWorkers"/> fresh ones are kept ready. A worker serves one subject only, and not for long after its last query: <see cref="WorkerLimits.IdleWorkers"/> wait for
/// their subject's next one while others run. One that was ended or ate much memory is replaced.
/// </summary>
internal sealed partial class WorkerPool(WorkerLimits limits, WorkerLauncher launcher, TimeProvider time, ILogger<WorkerPool> logger) : BackgroundService
{
    // A returned worker wakes the check; only idle ones are looked at by time.
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResetLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    // Most queries are over sooner, and where many run a start takes longer.
    private static readonly TimeSpan OwnPatience = TimeSpan.FromMilliseconds(100);

    private readonly IdleWorkers _idle = new();
    private readonly SemaphoreSlim _check = new(0);
    private readonly ConcurrentDictionary<string, int> _lentTo = new(StringComparer.Ordinal);
    private int _lent;
    private volatile bool _ready;
    private volatile bool _ended;
    private bool _hasCopied;

    /// <summary>Whether a worker has answered and the pool can lend one.</summary>
    public bool IsReady => _ready;

    /// <summary>The parts of the sandbox that the system has, in words.</summary>
    public string SandboxParts { get; } = launcher.Missing is null ? string.Join(", ", WorkerSandbox.Parts()) : "";

    /// <summary>Lends a worker for one step of a query, and watches it as long as it is lent: it serves another query while this one waits for something else.</summary>
    /// <param name="subject">The query's subject: the worker has served, and will serve, no other.</param>
    /// <param name="query">The query's id.</param>
    /// <param name="endedFor">The reason for which the query was stopped, once it is.</param>
    /// <param name="cancelled">The stop of the query: it ends the worker, which is the one way to stop the engine and ends every wait for it.</param>
    /// <exception cref="QueryFailedException">No worker comes up.</exception>
    public async Task<WatchedWorker> LendAsync(string subject, string query, Func<QueryFailure?> endedFor, CancellationToken cancelled)
    {
        var worker = await TakeAsync(subject, cancelled);
        return new WatchedWorker(this, worker, query, new WorkerWatch(worker, limits, time), endedFor, cancelled);
    }

    private async Task<WorkerProcess> TakeAsync(string subject, CancellationToken cancellationToken)
    {
        try
        {
            if (_lentTo.ContainsKey(subject))
            {
                await _idle.WaitForOwnAsync(subject, OwnPatience, time, cancellationToken);
            }

            var worker = await _idle.TakeAsync(subject, Discard, cancellationToken) ?? await launcher.StartAsync(cancellationToken);
            Interlocked.Increment(ref _lent);
            _lentTo.AddOrUpdate(subject, 1, static (_, lent) => lent + 1);
            if (worker.Subject is null)
            {
                // A spare takes its place among the fresh ones.
                worker.Subject = subject;
                _check.Release();
            }

            return worker;
        }
        catch (WorkerStartException failed)
        {
            LogStartFailed(failed.Message);
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.GenericInternalError, "No SQL worker comes up. The operator's log says why."), failed);
        }
    }

    /// <summary>Takes a worker back.</summary>
    internal void Return(WatchedWorker lent)
    {
        var (worker, after) = (lent.Worker, lent.After);
        try
        {
            if (after == WorkerAfterUse.Lost || _ended || worker.IsGone || worker.HasExited || !TryTakeFilesBack(worker))
            {
                _ = DiscardAsync(worker, lent.Query);
                return;
            }

            if (worker.HasCopied && !Interlocked.Exchange(ref _hasCopied, true))
            {
                LogFilesCopied();
            }

            _idle.Add(worker, time.GetTimestamp(), after == WorkerAfterUse.Resetting ? ResetAsync(worker) : Task.FromResult(true));
        }
        finally
        {
            Interlocked.Decrement(ref _lent);
            Returned(worker.Subject!);
            _check.Release();
        }
    }

    private void Returned(string subject)
    {
        while (_lentTo.TryGetValue(subject, out var lent) && !(lent == 1 ? _lentTo.TryRemove(new(subject, lent)) : _lentTo.TryUpdate(subject, lent - 1, lent)))
        {
            // Another lease of the subject came in between.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _ended = true;
        await base.StopAsync(cancellationToken);
        _idle.End();
    }

    public override void Dispose()
    {
        base.Dispose();
        _check.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (launcher.Missing is { } missing)
        {
            LogNoSandbox(missing);
        }
        else
        {
            LogSandbox(SandboxParts);
        }

        ReserveThreads();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await KeepWarmAsync(stoppingToken);
                await _check.WaitAsync(_ready ? CheckInterval : StartInterval, stoppingToken);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException && stoppingToken.IsCancellationRequested)
        {
            // The host ends, and one whose start was refused disposes without a stop.
        }
    }

    // A read of a worker's pipe occupies a thread of the process until the worker answers, and the others would wait for half a second before there is one more.
    private void ReserveThreads()
    {
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, Environment.ProcessorCount + (2 * limits.Workers)), ports);
    }

    private async Task KeepWarmAsync(CancellationToken cancellationToken)
    {
        _idle.Thin(Math.Max(limits.Workers - Volatile.Read(ref _lent), limits.IdleWorkers) + _idle.Fresh, Discard, since => time.GetElapsedTime(since) > IdleLimit);
        while (_idle.Fresh < limits.WarmWorkers)
        {
            try
            {
                _idle.Add(await launcher.StartAsync(cancellationToken), time.GetTimestamp(), Task.FromResult(true));
                _ready = true;
            }
            catch (WorkerStartException failed)
            {
                _ready = false;
                LogStartFailed(failed.Message);
                return;
            }
        }
    }

    // A worker that could still open the files of its last query serves none after it.
    private bool TryTakeFilesBack(WorkerProcess worker)
    {
        try
        {
            worker.TakeFilesBack();
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            LogFilesNotTakenBack(worker.Id, failed.Message);
            return false;
        }
    }

    private void Discard(WorkerProcess worker) => _ = DiscardAsync(worker, query: null);

    /// <summary>Ends a worker that is not used again; one that ended by itself, or for a limit, leaves a line that says why.</summary>
    private async Task DiscardAsync(WorkerProcess worker, string? query)
    {
        try
        {
            if (worker is { EndedFor: null, IsGone: false, HasExited: false })
            {
                return;
            }

            var end = await worker.ExplainEndAsync();
            if (!_ended)
            {
                LogWorkerEnded(worker.EndedFor?.Code == TrinoErrorCode.UserCanceled ? LogLevel.Debug : LogLevel.Warning, worker.Id, query ?? "no query", end.Cause);
            }
        }
        catch (InvalidOperationException)
        {
            // The process is not to be used any more.
        }
        finally
        {
            worker.Dispose();
        }
    }

    /// <summary>Waits until a worker has opened its next database; false where it is better replaced.</summary>
    private async Task<bool> ResetAsync(WorkerProcess worker)
    {
        using var timeout = new CancellationTokenSource(ResetLimit, time);
        await using var end = timeout.Token.Register(() => worker.End(WorkerWatch.Memory(limits.MemoryMiB)));
        return await worker.ReadAsync() is { Kind: FrameKind.Ready } && ProcessLimits.IsLean(worker.Id, limits.MemoryMiB);
    }

    [LoggerMessage(2300, LogLevel.Error, "A SQL worker does not start: {Reason}")]
    private partial void LogStartFailed(string reason);

    [LoggerMessage(2302, LogLevel.Warning, "SQL workers have no sandbox, and the engine's own locks alone keep them from files and the network: this system has no {Missing}")]
    private partial void LogNoSandbox(string missing);

    [LoggerMessage(2305, LogLevel.Information, "The sandbox of SQL workers has {Parts}")]
    private partial void LogSandbox(string parts);

    [LoggerMessage(2303, LogLevel.Warning, "Files are copied for each query: they are on another file system than the folder of the proxy's state, or another user's. Queries are slower and need the room")]
    private partial void LogFilesCopied();

    [LoggerMessage(2304, LogLevel.Warning, "SQL worker {WorkerId} is replaced: the files of its last query cannot be taken from it: {Reason}")]
    private partial void LogFilesNotTakenBack(int workerId, string reason);

    [LoggerMessage(EventId = 2301, Message = "SQL worker {WorkerId} (in {Query}) {Cause}")]
    private partial void LogWorkerEnded(LogLevel level, int workerId, string query, string cause);
}

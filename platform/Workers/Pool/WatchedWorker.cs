using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>A worker that is lent for one step of a query. Unless it is said in what state it is left, it ends with the step.</summary>
internal sealed class WatchedWorker : IAsyncDisposable
{
    private readonly WorkerPool _pool;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly Task _watched;

    public WatchedWorker(WorkerPool pool, WorkerProcess worker, string query, WorkerWatch watch, Func<QueryFailure?> endedFor, CancellationToken cancelled)
    {
        (_pool, Worker, Query, Watch) = (pool, worker, query, watch);
        _watched = watch.RunAsync();
        _cancellation = cancelled.Register(() => worker.End(endedFor() ?? Stopped));
    }

    public WorkerProcess Worker { get; }

    /// <summary>The query it is lent to, for the log.</summary>
    public string Query { get; }

    public WorkerWatch Watch { get; }

    /// <summary>The state it is given back in.</summary>
    public WorkerAfterUse After { get; set; } = WorkerAfterUse.Lost;

    /// <summary>Ends the watch, and gives the worker back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancellation.DisposeAsync();
        Watch.Dispose();
        await _watched;
        _pool.Return(this);
    }

    private static QueryFailure Stopped { get; } = new(TrinoErrorCode.UserCanceled, "The query was stopped.");
}

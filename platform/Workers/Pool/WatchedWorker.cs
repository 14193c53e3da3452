using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>A worker that is lent for one step of a query. Unless it is said in what state it is left, it ends with the step.</summary>
internal sealed class WatchedWorker : IAsyncDisposable
{
    private readonly WorkerLease _lease;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly Task _watched;

    public WatchedWorker(WorkerLease lease, WorkerWatch watch, Func<QueryFailure?> endedFor, CancellationToken cancelled)
    {
        (_lease, Watch) = (lease, watch);
        _watched = watch.RunAsync();
        _cancellation = cancelled.Register(() => lease.Worker.End(endedFor() ?? Stopped));
    }

    public WorkerProcess Worker => _lease.Worker;

    public WorkerWatch Watch { get; }

    /// <inheritdoc cref="WorkerLease.After"/>
    public WorkerAfterUse After
    {
        get => _lease.After;
        set => _lease.After = value;
    }

    /// <summary>Ends the watch, and gives the worker back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancellation.DisposeAsync();
        Watch.Dispose();
        await _watched;
        _lease.Dispose();
    }

    private static QueryFailure Stopped { get; } = new(TrinoErrorCode.UserCanceled, "The query was stopped.");
}

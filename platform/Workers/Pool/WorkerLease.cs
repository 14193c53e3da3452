namespace MeshStarter.Platform.Workers.Pool;

/// <summary>A worker for one query. Unless it is said in what state it is left, it ends with the lease.</summary>
internal sealed class WorkerLease(WorkerPool pool, WorkerProcess worker) : IDisposable
{
    private bool _returned;

    public WorkerProcess Worker { get; } = worker;

    /// <summary>The query it is lent to, for the log.</summary>
    public string? Query { get; init; }

    /// <summary>The state it is given back in.</summary>
    public WorkerAfterUse After { get; set; } = WorkerAfterUse.Lost;

    public void Dispose()
    {
        if (!_returned)
        {
            _returned = true;
            pool.Return(this);
        }
    }
}

/// <summary>The state of a worker after a query.</summary>
internal enum WorkerAfterUse
{
    /// <summary>It has ended, or its query did not come to an end: it is not used again.</summary>
    Lost,

    /// <summary>Nothing was run: it is as it was.</summary>
    Untouched,

    /// <summary>It has answered, and says so when its next database is open.</summary>
    Resetting,
}

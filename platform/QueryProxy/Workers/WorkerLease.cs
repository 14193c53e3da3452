namespace MeshStarter.QueryProxy.Workers;

/// <summary>A worker for one query. Unless it is said to be reusable, it ends with the lease.</summary>
internal sealed class WorkerLease(WorkerPool pool, WorkerProcess worker) : IDisposable
{
    private bool _returned;

    public WorkerProcess Worker { get; } = worker;

    /// <summary>Set when the worker's last answer was complete and it stands ready for the next question.</summary>
    public bool Reusable { get; set; }

    public void Dispose()
    {
        if (!_returned)
        {
            _returned = true;
            pool.Return(Worker, Reusable);
        }
    }
}

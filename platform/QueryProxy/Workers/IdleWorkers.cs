namespace MeshStarter.QueryProxy.Workers;

/// <summary>The idle workers. One that is still opening its next database is here too: waiting for it is shorter than a start.</summary>
internal sealed class IdleWorkers
{
    private readonly Lock _lock = new();
    private readonly List<IdleWorker> _workers = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _workers.Count;
            }
        }
    }

    /// <param name="worker">The worker.</param>
    /// <param name="since">Time stamp of its last use.</param>
    /// <param name="fit">Ends when it can be asked; false where it is not to be used again.</param>
    public void Add(WorkerProcess worker, long since, Task<bool> fit)
    {
        lock (_lock)
        {
            _workers.Add(new IdleWorker(worker, since, fit));
        }
    }

    /// <summary>A worker that can be asked, one that is ready before one that soon will be; null where there is none.</summary>
    /// <param name="discard">Ends one that cannot.</param>
    public async Task<WorkerProcess?> TakeAsync(Action<WorkerProcess> discard)
    {
        while (Take() is { } idle)
        {
            if (await idle.Fit && !idle.Worker.HasExited)
            {
                return idle.Worker;
            }

            discard(idle.Worker);
        }

        return null;
    }

    /// <summary>Ends dead and unfit workers, and those beyond <paramref name="keep"/> that are old.</summary>
    public void Thin(int keep, Action<WorkerProcess> discard, Func<long, bool> isOld)
    {
        lock (_lock)
        {
            for (var i = _workers.Count - 1; i >= 0; i--)
            {
                var idle = _workers[i];
                var unfit = idle.Fit.IsCompleted && (!idle.Fit.IsCompletedSuccessfully || !idle.Fit.Result);
                if (unfit || idle.Worker.HasExited || (_workers.Count > keep && isOld(idle.Since)))
                {
                    discard(idle.Worker);
                    _workers.RemoveAt(i);
                }
            }
        }
    }

    public void End()
    {
        lock (_lock)
        {
            foreach (var idle in _workers)
            {
                idle.Worker.Dispose();
            }

            _workers.Clear();
        }
    }

    private IdleWorker? Take()
    {
        lock (_lock)
        {
            if (_workers.Count == 0)
            {
                return null;
            }

            var at = _workers.FindLastIndex(idle => idle.Fit.IsCompletedSuccessfully);
            at = at < 0 ? _workers.Count - 1 : at;
            var taken = _workers[at];
            _workers.RemoveAt(at);
            return taken;
        }
    }

    private sealed record IdleWorker(WorkerProcess Worker, long Since, Task<bool> Fit);
}

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>
/// The idle workers: fresh ones, which no subject has used, and those that serve their subject again. One that is still opening its next
/// database is here too: waiting for it is shorter than a start.
/// </summary>
internal sealed class IdleWorkers
{
    private readonly Lock _lock = new();
    private readonly List<IdleWorker> _workers = [];
    private readonly List<(string Subject, TaskCompletionSource Returned)> _waiting = [];

    /// <summary>The number of fresh workers.</summary>
    public int Fresh
    {
        get
        {
            lock (_lock)
            {
                return _workers.Count(idle => idle.Worker.Subject is null);
            }
        }
    }

    /// <param name="worker">The worker.</param>
    /// <param name="since">Time stamp of its last use.</param>
    /// <param name="fit">Ends when it takes requests; false where it is not to be used again.</param>
    public void Add(WorkerProcess worker, long since, Task<bool> fit)
    {
        lock (_lock)
        {
            _workers.Add(new IdleWorker(worker, since, fit));
            if (_waiting.FindIndex(waiting => waiting.Subject == worker.Subject) is var first and >= 0)
            {
                _waiting[first].Returned.TrySetResult();
                _waiting.RemoveAt(first);
            }
        }
    }

    /// <summary>Waits until a subject has a worker of its own here, but not for longer than this.</summary>
    public async Task WaitForOwnAsync(string subject, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_workers.Exists(idle => idle.Worker.Subject == subject))
            {
                return;
            }

            _waiting.Add((subject, returned));
        }

        try
        {
            await returned.Task.WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Another worker serves as well.
        }
        finally
        {
            lock (_lock)
            {
                _waiting.RemoveAll(waiting => waiting.Returned == returned);
            }
        }
    }

    /// <summary>A worker for a subject: its own before a fresh one, one that is ready before one that soon will be; null where there is none.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="discard">Ends one that takes no requests.</param>
    /// <param name="cancellationToken">Gives the wait up; the worker stays here.</param>
    public async Task<WorkerProcess?> TakeAsync(string subject, Action<WorkerProcess> discard, CancellationToken cancellationToken)
    {
        while (Take(subject) is { } idle)
        {
            if (await IsFitAsync(idle, cancellationToken) && !idle.Worker.HasExited)
            {
                return idle.Worker;
            }

            discard(idle.Worker);
        }

        return null;
    }

    /// <summary>
    /// Ends dead and unfit workers, used ones that are old, and of more than <paramref name="keep"/> in all the oldest used ones: first those of subjects that have another here.
    /// </summary>
    public void Thin(int keep, Action<WorkerProcess> discard, Func<long, bool> isOld)
    {
        lock (_lock)
        {
            var newest = _workers.GroupBy(idle => idle.Worker.Subject).Select(own => own.MaxBy(idle => idle.Since)).ToHashSet();
            foreach (var idle in _workers.OrderBy(newest.Contains).ThenBy(idle => idle.Since).ToList())
            {
                var unfit = idle.Fit.IsCompleted && (!idle.Fit.IsCompletedSuccessfully || !idle.Fit.Result);
                if (unfit || idle.Worker.HasExited || (idle.Worker.Subject is not null && (_workers.Count > keep || isOld(idle.Since))))
                {
                    discard(idle.Worker);
                    _workers.Remove(idle);
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

    private async Task<bool> IsFitAsync(IdleWorker idle, CancellationToken cancellationToken)
    {
        try
        {
            return await idle.Fit.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Add(idle.Worker, idle.Since, idle.Fit);
            throw;
        }
    }

    private IdleWorker? Take(string subject)
    {
        lock (_lock)
        {
            var taken = _workers.Where(idle => idle.Worker.Subject is null || idle.Worker.Subject == subject)
                .MaxBy(idle => (idle.Worker.Subject is not null, idle.Fit.IsCompletedSuccessfully, idle.Since));
            if (taken is not null)
            {
                _workers.Remove(taken);
            }

            return taken;
        }
    }

    private sealed record IdleWorker(WorkerProcess Worker, long Since, Task<bool> Fit);
}

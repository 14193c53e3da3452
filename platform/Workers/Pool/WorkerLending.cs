using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>Lends workers for one step of a query, its parse or its run: a worker serves another query while this one waits for something else.</summary>
internal sealed class WorkerLending(WorkerPool pool, WorkerLimits limits, TimeProvider time)
{
    /// <summary>Lends a worker, which is watched as long as it is lent.</summary>
    /// <param name="subject">The query's subject.</param>
    /// <param name="query">The query's id.</param>
    /// <param name="endedFor">The reason for which the query was stopped, once it is.</param>
    /// <param name="cancelled">The stop of the query: it ends the worker, which is the one way to stop the engine and ends every wait for it.</param>
    /// <exception cref="QueryFailedException">No worker comes up.</exception>
    public async Task<WatchedWorker> LendAsync(string subject, string query, Func<QueryFailure?> endedFor, CancellationToken cancelled)
    {
        var lease = await pool.LeaseAsync(subject, query, cancelled);
        return new WatchedWorker(lease, new WorkerWatch(lease.Worker, limits, time), endedFor, cancelled);
    }
}

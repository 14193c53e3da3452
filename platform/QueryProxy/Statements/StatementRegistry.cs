using System.Security.Cryptography;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>The queries that clients follow. Those without requests are stopped, and later forgotten.</summary>
internal sealed class StatementRegistry(QueryRunner runner, ResultStorage storage, QueryIds ids, StatementQueries queries, IOptions<QueryOptions> options, TimeProvider time) : BackgroundService, IHostedLifecycleService
{
    /// <summary>Ended queries that are remembered at most.</summary>
    private const int MaxEnded = 500;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastPageRetention = TimeSpan.FromSeconds(30);

    // Of the five seconds of a stop: the answers that are then being written have the rest.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(20);

    // Sweeps and requests that make room go over the same queries, and a query that is disposed of is not to be used any more.
    private readonly Lock _sweep = new();
    private volatile bool _isStopping;

    /// <summary>Begins a query; it runs whether or not anybody reads on, until it is found abandoned.</summary>
    /// <param name="request">The query of an id.</param>
    /// <param name="source">The client's program, as it names itself.</param>
    /// <param name="refusal">Why it is not run; null where nothing is known against it.</param>
    /// <param name="encoding">How the client wants its rows in segments; null for rows in the pages.</param>
    public StatementQuery Begin(Func<string, QueryRequest> request, string? source, QueryFailure? refusal, string? encoding = null)
    {
        if (queries.Count > 2 * MaxEnded)
        {
            Sweep();
        }

        var query = new StatementQuery(new QueryRun(request(ids.Next()), storage, time) { Refusal = _isStopping ? StatementQuery.ServiceStopped : refusal }, source, options.Value.ClientTimeout, time) { Encoding = encoding };
        queries.Add(query);
        _ = runner.RunAsync(query.Run);
        return query;
    }

    /// <summary>Frees the last pages of a subject's queries that were read to their end, where the subject has no memory left: they are kept for a client that lost one.</summary>
    public void MakeRoom(string subject)
    {
        if (storage.HasRoom(subject))
        {
            return;
        }

        lock (_sweep)
        {
            foreach (var query in queries.All.Where(query => query.Run.HasEnded && query.Run.Request.Principal.Subject == subject))
            {
                query.Forget();
            }
        }
    }

    public StatementQuery? Find(string id) => queries.Find(id);

    /// <summary>Stops the queries while their clients can still ask for the next page, which says so.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        for (var began = time.GetTimestamp(); ; await Task.Delay(LookPause, time, cancellationToken))
        {
            foreach (var query in queries.All)
            {
                query.Run.Cancel(StatementQuery.ServiceStopped);
            }

            // A client without a request for so long may have gone.
            if (time.GetElapsedTime(began) > LastWords || queries.All.All(query => query.IsReported || query.Idle > LastWords))
            {
                return;
            }
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host ends.
        }
    }

    internal void Sweep()
    {
        lock (_sweep)
        {
            Sweep_NeedsLock();
        }
    }

    private void Sweep_NeedsLock()
    {
        var ended = new List<StatementQuery>();
        foreach (var query in queries.All)
        {
            if (!query.Run.HasEnded)
            {
                if (query.Idle > options.Value.ClientTimeout)
                {
                    query.Run.Cancel(new QueryFailure(TrinoErrorCode.AbandonedQuery, "Query was abandoned by its client: it did not ask for its pages."));
                }
            }
            else if (query.Idle > options.Value.ClientTimeout)
            {
                Remove_NeedsLock(query);
            }
            else
            {
                if (query.Idle > LastPageRetention)
                {
                    query.Forget();
                }

                ended.Add(query);
            }
        }

        // A subject with many ended queries loses its own, not those of others: first the ones that were read.
        foreach (var (_, query) in ended
            .GroupBy(query => query.Run.Request.Principal.Subject, StringComparer.Ordinal)
            .SelectMany(ofSubject => ofSubject.OrderBy(query => query.IsRead).ThenByDescending(query => query.RequestedAt).Index())
            .OrderByDescending(ranked => ranked.Index)
            .Take(ended.Count - MaxEnded))
        {
            Remove_NeedsLock(query);
        }
    }

    private void Remove_NeedsLock(StatementQuery query)
    {
        if (queries.Remove(query))
        {
            query.Dispose();
        }
    }
}

/// <summary>Names queries as Trino does: <c>20261120_073316_00253_3mvse</c>, whose end is the proxy's name, or of one without a name its own letters.</summary>
internal sealed class QueryIds(IOptions<QueryOptions> options, TimeProvider time)
{
    private readonly string _process = options.Value.Name ?? RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 5);
    private int _count;

    public string Next() => $"{time.GetUtcNow():yyyyMMdd_HHmmss}_{Interlocked.Increment(ref _count) % 100_000:00000}_{_process}";
}

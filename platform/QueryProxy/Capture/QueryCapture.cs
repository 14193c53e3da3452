using System.Threading.Channels;
using MeshStarter.Contracts.Queries;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>
/// Records queries in the catalog: each one that read a product, after its end. No query waits for it: where the catalog is away for long, or
/// queries come faster than it takes them, records are lost. The audit trail, which is complete, has the decision about each.
/// </summary>
internal sealed partial class QueryCapture : BackgroundService
{
    private const int MaxEnded = 256;
    private const int MaxRecords = 10_000;
    private const int BatchSize = 500;
    private const int MaxTreeBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(2);

    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<EndedQuery> _ended;
    private readonly Channel<CapturedQuery> _records;
    private long _lost;
    private bool _isFailing;

    public QueryCapture(IServiceProvider services, TimeProvider time, ILogger<QueryCapture> logger)
    {
        (_services, _time, _logger) = (services, time, logger);
        _ended = Channel.CreateBounded<EndedQuery>(new BoundedChannelOptions(MaxEnded) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _records = Channel.CreateBounded<CapturedQuery>(new BoundedChannelOptions(MaxRecords) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>Takes a query that has ended. It neither waits nor fails.</summary>
    /// <param name="run">The query.</param>
    /// <param name="request">The request as it came in.</param>
    /// <param name="failure">Why it has no answer; null where it has one.</param>
    public void Add(QueryRun run, QueryRequest request, QueryFailure? failure)
    {
        if (run.Reading is not { } reading)
        {
            return;
        }

        run.Reading = null;
        var ended = new EndedQuery(reading.Sql, reading.Tree.Length <= MaxTreeBytes ? reading : reading with { Tree = default }, new CapturedQuery
        {
            QueryId = request.Id,
            At = run.CreatedAt,
            Principal = request.Principal.Subject,
            Domain = request.Principal.Domain,
            Fingerprint = "",
            Reads = [],
            DurationMs = (long)run.Statistics.Elapsed.TotalMilliseconds,
            Rows = run.Statistics.Rows,
            Error = failure?.Code.Name,
        });
        if (!_ended.Writer.TryWrite(ended))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _ended.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reading = Task.Run(ReadAsync, CancellationToken.None);
        List<CapturedQuery> batch = [];
        try
        {
            await SendAsync(batch, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends: what is there is sent while there is time.
        }

        using var last = new CancellationTokenSource(LastTry, _time);
        try
        {
            await reading.WaitAsync(last.Token);
            for (Fill(batch); batch.Count > 0 && await TrySendAsync(batch, last.Token); Fill(batch))
            {
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        Interlocked.Add(ref _lost, batch.Count + _records.Reader.Count + _ended.Reader.Count);
        ReportLost();
    }

    private async Task ReadAsync()
    {
        await foreach (var ended in _ended.Reader.ReadAllAsync(CancellationToken.None))
        {
            _records.Writer.TryWrite(ended.ToRecord());
        }

        _records.Writer.TryComplete();
    }

    private async Task SendAsync(List<CapturedQuery> batch, CancellationToken stoppingToken)
    {
        while (await _records.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Gathering, _time, stoppingToken);
            for (Fill(batch); !await TrySendAsync(batch, stoppingToken); Fill(batch))
            {
                await Task.Delay(RetryDelay, _time, stoppingToken);
            }

            batch.Clear();
        }
    }

    private void Fill(List<CapturedQuery> batch)
    {
        while (batch.Count < BatchSize && _records.Reader.TryRead(out var record))
        {
            batch.Add(record);
        }
    }

    /// <summary>Sends a batch; false where it is worth another try.</summary>
    private async Task<bool> TrySendAsync(List<CapturedQuery> batch, CancellationToken cancellationToken)
    {
        try
        {
            var status = await _services.GetRequiredService<QueryRecordClient>().SendAsync(batch, cancellationToken);
            if (status is >= 200 and < 300)
            {
                Report();
                return true;
            }

            // A batch that is refused would be refused again.
            var isRefused = status is >= 400 and < 500 and not 401 and not 429;
            Interlocked.Add(ref _lost, isRefused ? batch.Count : 0);
            ReportFailure($"status {status}");
            return isRefused;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            ReportFailure(failed.Message);
            return false;
        }
    }

    private void Report()
    {
        if (_isFailing)
        {
            _isFailing = false;
            LogAgain();
        }

        ReportLost();
    }

    private void ReportLost()
    {
        if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
        {
            LogLost(lost);
        }
    }

    // One line when it begins, not one for each batch.
    private void ReportFailure(string reason)
    {
        if (!_isFailing)
        {
            _isFailing = true;
            LogFailing(reason.TrimEnd('.'));
        }
    }

    [LoggerMessage(2316, LogLevel.Warning, "The catalog does not take records of queries: {Reason}. The newest wait; the audit trail has all decisions")]
    private partial void LogFailing(string reason);

    [LoggerMessage(2317, LogLevel.Information, "The catalog takes records of queries again")]
    private partial void LogAgain();

    [LoggerMessage(2318, LogLevel.Warning, "{Lost} records of queries were lost; the audit trail has all decisions")]
    private partial void LogLost(long lost);
}

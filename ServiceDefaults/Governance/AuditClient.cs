using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;
using MeshStarter.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Governance;

/// <summary>
/// Sends records to governance's audit trail from a bounded queue, in batches. Each batch is repeated until it is accepted, and the rest is sent when the
/// service stops. No record is dropped silently: when the queue is full, the caller must refuse the request.
/// </summary>
public sealed partial class AuditClient : BackgroundService
{
    private const int LongestDelayFactor = 16;

    // The host allows 5 s for the end of the service.
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(2);

    private readonly Channel<AuditRecord> _queue;
    private readonly IHttpClientFactory _clients;
    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Records taken from the queue that may not be stored yet; only the running loop, and after its end StopAsync, use it.
    private List<AuditRecord> _pending = [];
    private volatile bool _refusing;

    /// <summary>Creates the client; called by <see cref="GovernanceExtensions.AddAudit"/>.</summary>
    public AuditClient(IHttpClientFactory clients, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditClient> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_clients, _options, _time, _logger) = (clients, options.Value, time, logger);
        _queue = Channel.CreateBounded<AuditRecord>(new BoundedChannelOptions(_options.QueueLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Queues a record. Returns false when the queue is full or the service stops; the caller must refuse the audited request then.</summary>
    public bool TryRecord(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var taken = _queue.Writer.TryWrite(record);
        // One line when it begins to refuse, not one for each refusal.
        if (_refusing == taken)
        {
            _refusing = !taken;
            if (!taken)
                LogRefusing();
        }
        return taken;
    }

    /// <summary>Queues a record.</summary>
    /// <exception cref="AuditUnavailableException">The queue is full or the service stops; unhandled, the caller gets 503.</exception>
    public void Record(AuditRecord record)
    {
        if (!TryRecord(record))
            throw new AuditUnavailableException("The audit trail does not take more decisions now, so nothing is permitted. Try again in a moment.");
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
        using var flush = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        flush.CancelAfter(FlushTime);
        try
        {
            while (TakeBatch(_pending) is { Count: > 0 } batch)
            {
                _pending = batch;
                await SendUntilTakenAsync(batch, flush.Token);
                _pending = [];
            }
        }
        catch (OperationCanceledException)
        {
            LogLost(_pending.Count + _queue.Reader.Count);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                _pending = TakeBatch([]);
                await SendUntilTakenAsync(_pending, stoppingToken);
                _pending = [];
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync sends the remaining records.
        }
    }

    private List<AuditRecord> TakeBatch(List<AuditRecord> begun)
    {
        while (begun.Count < _options.BatchSize && _queue.Reader.TryRead(out var record))
            begun.Add(record);
        return begun;
    }

    private async Task SendUntilTakenAsync(List<AuditRecord> batch, CancellationToken cancellationToken)
    {
        string? reported = null;
        for (var failures = 0; ; failures++)
        {
            var reason = "";
            try
            {
                using var client = _clients.CreateClient("governance");
                // Records carry their own ids, so a repeated batch is stored once.
                using var response = await client.PostAsJsonAsync(new Uri("audit", UriKind.Relative), new AuditBatch(batch), MeshJson.Options, cancellationToken);
                if (response.IsSuccessStatusCode)
                    return;
                reason = $"HTTP {(int)response.StatusCode}";
                if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
                {
                    LogFailed(batch.Count, reason);
                    LogLost(batch.Count); // a defect of this client: no retry makes the batch readable
                    return;
                }
            }
            catch (Exception failed) when (failed is HttpRequestException or InvalidOperationException
                || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                reason = failed.Message;
            }
            // The client retries until it succeeds; a failure is logged once.
            if (reported != reason)
                LogFailed(batch.Count, reported = reason);
            await Task.Delay(_options.RetryDelay * Math.Min(1 << Math.Min(failures, 10), LongestDelayFactor), _time, cancellationToken);
        }
    }

    [LoggerMessage(EventIds.AuditBatchFailed, LogLevel.Warning, "{Count} audit records wait: {Reason}")]
    private partial void LogFailed(int count, string reason);

    [LoggerMessage(EventIds.AuditQueueFull, LogLevel.Error, "The audit queue is full or closed: decisions are refused")]
    private partial void LogRefusing();

    [LoggerMessage(EventIds.AuditLostAtShutdown, LogLevel.Critical, "{Count} audit records were not stored")]
    private partial void LogLost(int count);
}

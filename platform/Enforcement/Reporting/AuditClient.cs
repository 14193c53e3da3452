using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Acknowledgement;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.Enforcement.Reporting;

/// <summary>
/// Writes decisions down in the audit journal of this service, and sends them to governance's audit trail until governance has acknowledged them: across
/// restarts, and with governance away. Without a disk (<see cref="AuditDurability.Governance"/>) a decision is written down once governance has it.
/// A decision that cannot be written down must not take effect.
/// </summary>
public sealed partial class AuditClient : BackgroundService
{
    // The host allows 5 s for the end of the service.
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(2);

    private readonly AuditOptions _options;
    private readonly TrailClient _trail;
    private readonly AuditShipment _shipment;
    private readonly IHttpContextAccessor _requests;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _service;
    private readonly Lock _stopping = new();
    private Task? _stopped;
    private volatile AuditJournal? _journal;
    private volatile AcknowledgedChain? _chain;
    private volatile IDecisionLog? _log;
    private volatile bool _isRefusing;

    /// <summary>Creates the client; called by <see cref="EnforcementExtensions.AddAudit"/>.</summary>
    public AuditClient(
        IHttpClientFactory clients, IOptions<AuditOptions> options, IOptions<IdentityOptions> identity, IHttpContextAccessor requests, TimeProvider time, ILogger<AuditClient> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(identity);
        (_options, _requests, _time, _logger) = (options.Value, requests, time, logger);
        // The name in the mesh; the client id is the provider's.
        _service = identity.Value.Audience ?? identity.Value.ClientId ?? "unknown";
        _trail = new TrailClient(clients);
        _shipment = new AuditShipment(_trail, _options, time, logger);
    }

    /// <summary>The journal on disk; null before the service has started, and without a disk.</summary>
    public AuditJournal? Journal => _journal;

    /// <summary>The chain without a disk; null before the service has started, and with a disk.</summary>
    internal AcknowledgedChain? Chain => _chain;

    /// <summary>Begins to write a decision down.</summary>
    /// <returns>Completes when it survives the process: on disk, or at governance. Nothing that the decision permits may leave the service before.</returns>
    /// <exception cref="AuditUnavailableException">It cannot be written down, so it may not take effect; unhandled, the caller gets 503.</exception>
    public Task RecordAsync(AuditRecord record) => RecordAsync(record, isAwaited: true);

    private Task RecordAsync(AuditRecord record, bool isAwaited)
    {
        ArgumentNullException.ThrowIfNull(record);
        return _log is { } log
            ? WrittenAsync(log.AppendAsync(AuditBounds.ToUtf8(record), isAwaited))
            : Task.FromException(new AuditUnavailableException("The service is starting and takes no decisions yet. Try again in a moment."));
    }

    /// <summary>
    /// Begins to write down a decision about the current request, whose answer waits until the decision is on disk (<see cref="AuditedAnswer"/>).
    /// </summary>
    /// <exception cref="AuditUnavailableException">The last decisions could not be written down, so this one may not take effect; unhandled, the caller gets 503.</exception>
    /// <exception cref="InvalidOperationException">There is no current request; await <see cref="RecordAsync(AuditRecord)"/>.</exception>
    public void Record(AuditRecord record)
    {
        var pending = _requests.HttpContext?.Features.Get<PendingDecisions>()
            ?? throw new InvalidOperationException("A decision outside of a request is recorded with RecordAsync, which its code awaits.");
        // Not even begun: what the request does may not be undone.
        _log?.RequireAvailable();
        pending.Add(RecordAsync(record));
    }

    /// <summary>
    /// Writes down that an answer ended, behind the decision that permitted it. Nothing waits for it: the answer is given already. Once it is in the journal it goes the way
    /// of every record; a journal that takes none, or a process that is killed before the next flush, leaves the decision without its end.
    /// </summary>
    /// <param name="record">The end.</param>
    /// <param name="decided">Completes when the decision is on disk; without it there is no answer, and no end of one.</param>
    public void RecordEnd(AuditRecord record, Task decided) => _ = RecordEndAsync(record, decided);

    /// <summary>Completes when all decisions of the current request are on disk: awaited before an effect that cannot be undone.</summary>
    /// <exception cref="AuditUnavailableException">One cannot be written down.</exception>
    public Task RecordedAsync() => _requests.HttpContext?.Features.Get<PendingDecisions>()?.WrittenAsync() ?? Task.CompletedTask;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Durability == AuditDurability.Governance)
        {
            _log = _chain = new AcknowledgedChain(_service, _trail, _options, _time, _logger);
        }

        // Without a disk it has what an earlier start with one did not send.
        if (_chain is null || JournalFiles.HasJournal(_options.Folder))
        {
            _journal = Open(_options.Folder is { Length: > 0 } folder ? folder : TemporaryJournals.Make(_service));
            _log ??= _journal;
            // Shipping deletes what governance has: not before all is in one place.
            await _journal.Recovered.WaitAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        // A host that is stopped and disposed at once stops its services twice, the second time alongside their disposal.
        lock (_stopping)
        {
            return _stopped ??= _log is null ? Task.CompletedTask : CompleteAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _journal, null) is { } journal)
        {
            var isTemporary = string.IsNullOrEmpty(_options.Folder) && journal.Acknowledged == journal.Sequence;
            // Completed by StopAsync: it does not wait, unless the disk hangs.
            var isDisposed = journal.DisposeAsync().AsTask().Wait(FlushTime, CancellationToken.None);
            if (isTemporary && isDisposed)
            {
                TemporaryJournals.Remove(journal.Folder);
            }
        }

        // Completed by StopAsync, too, but where the start failed.
        if (Interlocked.Exchange(ref _chain, null) is { } chain)
        {
            chain.DisposeAsync().AsTask().Wait(FlushTime, CancellationToken.None);
        }

        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _journal is { } journal ? _shipment.RunAsync(journal, stoppingToken) : Task.CompletedTask;

    private AuditJournal Open(string folder)
    {
        var journal = AuditJournal.Open(folder, _service, _options.QueueLimit, Report);
        if (journal.TornBytes > 0)
        {
            LogTorn(journal.TornBytes, folder, journal.Sequence);
        }

        if (journal.Damage is { } damage)
        {
            LogDamaged(folder, damage.Finding, damage.KeptIn, damage.Recovered);
        }

        return journal;
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_chain is { } chain)
        {
            // Not the host's time, which a request that ends late has spent.
            using var closing = new CancellationTokenSource(FlushTime);
            await chain.CompleteAsync(closing.Token);
        }

        using var flush = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        if (_journal is { } journal)
        {
            try
            {
                await journal.CompleteAsync().WaitAsync(cancellationToken);
                flush.CancelAfter(FlushTime);
                await _shipment.EmptyAsync(journal, flush.Token);
            }
            catch (OperationCanceledException)
            {
                // The rest is on disk, or its callers have no answer: a disk may hang.
            }
        }

        await base.StopAsync(cancellationToken);
        if (_journal is { } left && left.Sequence - left.Acknowledged is > 0 and var waiting)
        {
            LogWaiting(waiting, left.Folder);
        }
    }

    private async Task RecordEndAsync(AuditRecord record, Task decided)
    {
        try
        {
            await decided;
            await RecordAsync(record, isAwaited: false);
        }
        catch (AuditUnavailableException)
        {
            // It is in the log, and it is no one's answer here.
        }
    }

    private byte[] Report(JournalDamage damage) => JournalRecords.Report(
        _service, _time, $"The audit journal did not verify: {damage.Finding}. Its files are kept in {damage.KeptIn}; {damage.Recovered} intact records follow in a new chain.");

    private async Task WrittenAsync(Task written)
    {
        try
        {
            await written;
            if (_isRefusing)
            {
                _isRefusing = false;
                LogRecovered();
            }
        }
        catch (AuditUnavailableException refused)
        {
            // One line when it begins to refuse, not one for each refusal.
            if (!_isRefusing)
            {
                _isRefusing = true;
                LogRefusing(refused.InnerException?.Message ?? refused.Message);
            }

            throw;
        }
    }

    [LoggerMessage(1041, LogLevel.Error, "The audit journal takes no decisions, so requests are refused: {Reason}")]
    private partial void LogRefusing(string reason);

    [LoggerMessage(1043, LogLevel.Information, "The audit journal takes decisions again")]
    private partial void LogRecovered();

    [LoggerMessage(1044, LogLevel.Warning, "{Bytes} bytes of an unfinished write were cut from the audit journal {Folder}; it ends with record {Sequence}")]
    private partial void LogTorn(long bytes, string folder, long sequence);

    [LoggerMessage(1045, LogLevel.Critical, "The audit journal {Folder} does not verify: {Finding}. Its files are kept in {KeptIn}, {Recovered} intact records were recovered")]
    private partial void LogDamaged(string folder, string finding, string keptIn, int recovered);

    [LoggerMessage(1042, LogLevel.Information, "{Count} audit records are kept in {Folder}; a start with this folder sends them")]
    private partial void LogWaiting(long count, string folder);
}

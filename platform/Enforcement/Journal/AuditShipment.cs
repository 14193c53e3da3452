using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>
/// Sends the records of a journal to governance in their order, and repeats each batch until it is acknowledged. A record that governance refuses is split
/// off its batch, kept in a file, and reported.
/// </summary>
internal sealed partial class AuditShipment(TrailClient trail, AuditOptions options, TimeProvider time, ILogger logger)
{
    private const int LongestDelayFactor = 16;
    private const int BatchBytes = 1 << 20;

    // A request costs governance far more than a record: those of a busy service go together.
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);

    private readonly ILogger _logger = logger;
    private readonly WakeSignal _acknowledged = new();
    private string? _reported;

    /// <summary>Sends until it is cancelled.</summary>
    public async Task RunAsync(AuditJournal journal, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await SendAllAsync(journal, cancellationToken);
            }
            catch (Exception unusable) when (unusable is InvalidDataException or UnauthorizedAccessException)
            {
                LogUnusable(journal.Folder, unusable.Message);
                await PauseAsync(cancellationToken);
            }
            catch (IOException failed)
            {
                LogFailed((int)Math.Min(int.MaxValue, journal.Sequence - journal.Acknowledged), failed.Message);
                await PauseAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return; // the next start goes on
            }
        }
    }

    /// <summary>Completes when governance has acknowledged all records of a journal that takes no more, or the shipment has ended.</summary>
    public async Task EmptyAsync(AuditJournal journal, CancellationToken cancellationToken)
    {
        while (true)
        {
            var acknowledged = _acknowledged.Next;
            if (journal.Acknowledged >= journal.Sequence)
            {
                return;
            }

            await acknowledged.WaitAsync(cancellationToken);
        }
    }

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(options.RetryDelay * LongestDelayFactor, time, cancellationToken);

    private async Task SendAllAsync(AuditJournal journal, CancellationToken cancellationToken)
    {
        var reader = journal.Read();
        while (true)
        {
            await journal.WaitBehindAsync(reader.Sequence, cancellationToken);
            if (await reader.ReadAsync(options.BatchSize, BatchBytes, cancellationToken) is not { } batch)
            {
                continue;
            }

            var interval = Task.Delay(LeastInterval, time, cancellationToken);
            await SendAsync(journal, batch, cancellationToken);
            journal.Acknowledge(batch.Last, Convert.ToHexStringLower(batch.EndHash));
            _acknowledged.Pulse();
            if (batch.Records.Count < options.BatchSize)
            {
                await interval;
            }
        }
    }

    private async Task SendAsync(AuditJournal journal, JournalBatch batch, CancellationToken cancellationToken)
    {
        if (await AcceptedAsync(batch, cancellationToken) is not { } refusal)
        {
            return;
        }

        if (batch.Records.Count > 1)
        {
            var (left, right) = batch.Split();
            await SendAsync(journal, left, cancellationToken);
            await SendAsync(journal, right, cancellationToken);
            return;
        }

        var record = batch.Records[0];
        JournalFiles.AddRefused(journal.Folder, time.GetUtcNow(), batch.First, refusal, record.Span);
        LogRefused(batch.First, Path.Combine(journal.Folder, JournalFiles.Refused), refusal);
        if (JournalRecords.IsReport(record))
        {
            return;
        }

        try
        {
            await journal.AppendAsync(JournalRecords.Report(
                journal.Service, time, $"Governance refused record {batch.First} of this service; it is kept in {JournalFiles.Refused} of its journal: {refusal}"));
        }
        catch (AuditUnavailableException)
        {
            // The log and the health of the service report it too.
        }
    }

    /// <summary>Sends a batch until governance has it; the answer where governance will never take it as it is.</summary>
    private async Task<string?> AcceptedAsync(JournalBatch batch, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            var answer = await trail.SendAsync(batch, cancellationToken);
            if (answer.Failure is not { } reason)
            {
                _reported = answer.Refusal is null ? null : _reported;
                return answer.Refusal;
            }

            // The client retries until it succeeds; a failure is logged once.
            if (_reported != reason)
            {
                LogFailed(batch.Records.Count, _reported = reason);
            }

            await Task.Delay(options.RetryDelay * Math.Min(1 << Math.Min(failures, 10), LongestDelayFactor), time, cancellationToken);
        }
    }

    [LoggerMessage(1040, LogLevel.Warning, "{Count} audit records wait: {Reason}")]
    private partial void LogFailed(int count, string reason);

    [LoggerMessage(1047, LogLevel.Critical, "The audit journal {Folder} cannot be sent: {Reason}. Its records wait")]
    private partial void LogUnusable(string folder, string reason);

    [LoggerMessage(1046, LogLevel.Critical, "Governance refuses audit record {Sequence}, which is kept in {File}: {Reason}")]
    private partial void LogRefused(long sequence, string file, string reason);
}

using System.Security.Cryptography;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Journal;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Platform.Enforcement.Acknowledgement;

/// <summary>
/// The chain of a process without a disk: a record is in governance's database before its answer leaves. One request is under way at a time; all records
/// that arrive during it share the next one. The chain has a key of its own, and begins and ends with its process.
/// </summary>
internal sealed partial class AcknowledgedChain : IDecisionLog, IAsyncDisposable
{
    private const int BatchBytes = 1 << 20;

    // A request for the end of an answer alone would delay the next decision.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);

    // A governance that only restarts delays answers; behind this it refuses them.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TrailClient _trail;
    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ChainSigner _signer;
    private readonly RecordQueue _queue;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _sending;

    // Used by the sender alone: the last acknowledged place.
    private long _sequence;
    private byte[] _hash = new byte[AuditHash.Length];

    private volatile string? _failure;

    /// <summary>Begins a chain.</summary>
    /// <param name="service">The service.</param>
    /// <param name="trail">Sends to governance.</param>
    /// <param name="options">The options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public AcknowledgedChain(string service, TrailClient trail, AuditOptions options, TimeProvider time, ILogger logger)
    {
        (_trail, _options, _time, _logger) = (trail, options, time, logger);
        var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _signer = new ChainSigner(pair, AuditKey.Of(pair), service);
        _queue = new RecordQueue(options.QueueLimit, Gathering);
        _sending = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>The reason why governance takes no records; null while it does.</summary>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public Task AppendAsync(ReadOnlyMemory<byte> record, bool isAwaited = true) =>
        _failure is { } failure ? Task.FromException(Unacknowledged(failure)) : _queue.AddAsync(record, isAwaited);

    /// <inheritdoc/>
    public void RequireAvailable()
    {
        if (_failure is { } failure)
        {
            throw Unacknowledged(failure);
        }
    }

    /// <summary>Takes no further records, and completes when governance has those that wait and the one that closes the chain.</summary>
    /// <param name="cancellationToken">Ends the wait: records that governance has not acknowledged are refused, and the chain ends without its closing record.</param>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        try
        {
            await _sending.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _ending.CancelAsync();
            await _sending;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CompleteAsync(new CancellationToken(canceled: true));
        _queue.Dispose();
        _signer.Dispose();
        _ending.Dispose();
    }

    private static AuditUnavailableException Unacknowledged(string failure) =>
        new("Governance does not acknowledge audit records, so nothing is permitted. Try again once it answers.", new HttpRequestException(failure));

    private async Task RunAsync()
    {
        List<WaitingRecord> group = [new(JournalRecords.Begin(_signer.Service, _time))];
        try
        {
            await SendAsync(group, group);
            do
            {
                await _queue.WaitAsync(_ending.Token);
                bool isMore;
                do
                {
                    isMore = _queue.Take(group, _options.BatchSize, BatchBytes);
                    await SendAsync(group, group);
                }
                while (isMore);
            }
            while (!_queue.IsEnded);

            group = [new(JournalRecords.End(_signer.Service, _time))];
            await SendAsync(group, group);
        }
        catch (Exception ended)
        {
            // Whatever it is: decisions are refused, not left to wait.
            _failure = ended is OperationCanceledException ? "it did not answer before the service ended" : ended.Message;
            LogOpen(_sequence, _failure);
            _queue.Close();
            Refuse(group, _failure);
        }
    }

    /// <summary>Sends records until governance has them. One that it refuses is left out of the chain, and its decision is refused.</summary>
    /// <param name="group">The records.</param>
    /// <param name="all">The records that were taken from the queue with them, whose decisions wait no longer than theirs.</param>
    private async Task SendAsync(IReadOnlyList<WaitingRecord> group, IReadOnlyList<WaitingRecord> all)
    {
        if (group.Count == 0)
        {
            return;
        }

        var batch = JournalBatch.Behind(_signer, _sequence, _hash, group.Select(record => record.Record));
        if (await AcknowledgedAsync(batch, all) is not { } refusal)
        {
            (_sequence, _hash) = (batch.Last, batch.EndHash);
            foreach (var record in group)
            {
                record.Complete();
            }
        }
        else if (group.Count > 1)
        {
            await SendAsync([.. group.Take(group.Count / 2)], all);
            await SendAsync([.. group.Skip(group.Count / 2)], all);
        }
        else
        {
            LogRefused(refusal);
            group[0].Refuse(new AuditUnavailableException("Governance refuses the record of this decision, so nothing is permitted. The operator finds the reason in the service's log."));
            if (!JournalRecords.IsReport(group[0].Record))
            {
                _ = _queue.AddAsync(JournalRecords.Report(_signer.Service, _time, $"Governance refused a record of this service, whose decision took no effect: {refusal}"), isAwaited: false);
            }
        }
    }

    /// <summary>
    /// Repeats one batch until it is known that governance has it, or never will: another one in its place could fork the chain. Its decisions and those behind
    /// it do not wait as long.
    /// </summary>
    private async Task<string?> AcknowledgedAsync(JournalBatch batch, IReadOnlyList<WaitingRecord> all)
    {
        var began = _time.GetTimestamp();
        for (var failures = 0; ; failures++)
        {
            var answer = await _trail.SendAsync(batch, _ending.Token);
            if (answer.Failure is not { } failure)
            {
                _failure = null;
                return answer.Refusal;
            }

            if (failures == 0)
            {
                LogFailed(batch.Records.Count, failure);
            }

            if (_failure is not null || _time.GetElapsedTime(began) >= Patience)
            {
                _failure = failure;
                Refuse(all, failure);
            }

            await Task.Delay(_options.RetryDelay, _time, _ending.Token);
        }
    }

    private void Refuse(IReadOnlyList<WaitingRecord> group, string failure)
    {
        var refusal = Unacknowledged(failure);
        List<WaitingRecord> behind = [];
        _queue.Take(behind, int.MaxValue, int.MaxValue);
        foreach (var record in group.Concat(behind))
        {
            record.Refuse(refusal);
        }
    }

    [LoggerMessage(1050, LogLevel.Warning, "{Count} audit records wait: {Reason}")]
    private partial void LogFailed(int count, string reason);

    [LoggerMessage(1048, LogLevel.Critical, "Governance refuses the audit record of a decision, which takes no effect: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(1049, LogLevel.Warning, "The audit chain ends behind record {Sequence} without its closing record: {Reason}")]
    private partial void LogOpen(long sequence, string reason);
}

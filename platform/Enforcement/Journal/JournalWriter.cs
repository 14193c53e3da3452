using System.Buffers;
using System.Security.Cryptography;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>
/// Writes records in groups: everything that arrived during the last flush, then a signed head, then one flush. A group that cannot be written is cut back
/// to the last head, its callers are refused, and the next group tries again.
/// </summary>
internal sealed partial class JournalWriter : IDisposable
{
    private const int SegmentLimit = 8 << 20;
    private const int AcknowledgedSegmentLimit = 64 << 10;
    private const int GroupLimit = 4 << 20;
    private const long QueueBytesLimit = 64 << 20;

    // What nothing waits for goes with the next record that is waited for, or by itself after this.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;
    private readonly ECDsa _signer;
    private readonly int _queueLimit;
    private readonly Lock _lock = new();
    private readonly Lock _signing = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly List<JournalSegment> _segments;

    // Guarded by the lock.
    private readonly Queue<Entry> _waiting = new();
    private long _waitingBytes;
    private bool _isAwaited;
    private bool _isClosed;

    // Used by the writing thread alone.
    private readonly byte[] _hash;
    private FileStream? _file;
    private long _sequence;
    private bool _isCutNeeded;

    private volatile JournalEnd _durable;
    private volatile Exception? _failure;
    private long _acknowledged;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to write.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="signer">The key pair of the chain.</param>
    /// <param name="key">Its public part.</param>
    /// <param name="service">The service whose chain it is.</param>
    /// <param name="queueLimit">The most records that wait for a flush.</param>
    /// <param name="content">The verified content of the folder; null for a new chain.</param>
    public JournalWriter(string folder, ECDsa signer, AuditKey key, string service, int queueLimit, JournalContent? content)
    {
        (_folder, _signer, Key, Service, _queueLimit) = (folder, signer, key, service, queueLimit);
        _segments = content?.Segments ?? [];
        _sequence = content?.End?.Sequence ?? 0;
        _hash = content?.End?.Hash.ToArray() ?? new byte[AuditHash.Length];
        _durable = new JournalEnd(content?.Head?.Sequence ?? _sequence, content?.Head);
        if (_segments is [.., var last])
        {
            // Whole records behind the last head count once a head covers them.
            _segments[^1] = last with { Length = content!.WholeLength };
            _isCutNeeded = content.TornLength > 0;
            Probe();
        }

        new Thread(Run) { IsBackground = true, Name = "audit journal" }.Start();
    }

    public AuditKey Key { get; }

    public string Service { get; }

    public Exception? Failure => _failure;

    public JournalEnd Durable => _durable;

    private JournalSegment? Last
    {
        get
        {
            lock (_lock)
            {
                return _segments is [.., var last] ? last : null;
            }
        }
    }

    /// <summary>The segments, with the bytes of each that are on disk.</summary>
    public IReadOnlyList<JournalSegment> Segments
    {
        get
        {
            lock (_lock)
            {
                return [.. _segments];
            }
        }
    }

    /// <summary>Appends a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isAwaited">Whether something waits until it is on disk; else it goes with the next record that is awaited, or a moment later.</param>
    public Task AppendAsync(ReadOnlyMemory<byte> record, bool isAwaited = true)
    {
        var entry = new Entry(record);
        lock (_lock)
        {
            if (_isClosed)
            {
                return Task.FromException(new AuditUnavailableException("The service ends and takes no more decisions. Try again in a moment."));
            }

            if (_waiting.Count >= _queueLimit || _waitingBytes + record.Length > QueueBytesLimit)
            {
                return Task.FromException(new AuditUnavailableException("More decisions wait for the audit journal than may, so nothing is permitted. Try again in a moment."));
            }

            _waiting.Enqueue(entry);
            _waitingBytes += record.Length;
            // The writer takes all that wait before it waits again.
            if (_waiting.Count == 1 || (isAwaited && !_isAwaited))
            {
                _arrived.Release();
            }

            _isAwaited |= isAwaited;
        }

        return entry.Written.Task;
    }

    /// <summary>Appends records of an earlier chain, however many there are.</summary>
    /// <returns>Completes when all of them are on disk.</returns>
    public Task RecoverAsync(IEnumerable<byte[]> records)
    {
        List<Entry> entries = [.. records.Select(record => new Entry(record))];
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _waiting.Enqueue(entry);
                _waitingBytes += entry.Record.Length;
            }

            _isAwaited = true;
        }

        _arrived.Release();
        return Task.WhenAll(entries.Select(entry => entry.Written.Task));
    }

    /// <summary>Writes a head without new records.</summary>
    public void Probe() => _arrived.Release();

    /// <summary>Signs a place of the chain.</summary>
    public AuditHead Sign(long sequence, ReadOnlySpan<byte> hash)
    {
        var text = Convert.ToHexStringLower(hash);
        lock (_signing)
        {
            return AuditHead.Sign(_signer, Service, sequence, text);
        }
    }

    public async Task WaitBehindAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (_durable.Sequence > sequence)
            {
                return;
            }

            await more.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Deletes the segments that governance has wholly.</summary>
    public void Acknowledged(long sequence, Action flush)
    {
        Volatile.Write(ref _acknowledged, sequence);
        List<JournalSegment> superfluous;
        lock (_lock)
        {
            superfluous = [.. _segments.Take(Math.Max(0, _segments.Count - 1)).Where((_, index) => _segments[index + 1].First <= sequence + 1)];
        }

        if (superfluous.Count == 0)
        {
            return;
        }

        try
        {
            flush();
            foreach (var segment in superfluous)
            {
                File.Delete(segment.Path);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return; // with the next acknowledgement
        }

        lock (_lock)
        {
            _segments.RemoveAll(superfluous.Contains);
        }
    }

    public Task CompleteAsync()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                // Under the lock: who sees it closed may dispose it next.
                _arrived.Release();
            }
        }

        return _completed.Task;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _arrived.Dispose();
        _signer.Dispose();
    }

    private void Run()
    {
        List<Entry> group = [];
        var isClosed = false;
        while (!isClosed)
        {
            _arrived.Wait(CancellationToken.None);
            if (HasOnlyUnawaited())
            {
                _arrived.Wait(Gathering, CancellationToken.None);
            }

            bool isEmpty;
            do
            {
                group.Clear();
                lock (_lock)
                {
                    for (var bytes = 0; bytes < GroupLimit && _waiting.TryDequeue(out var entry); bytes += entry.Record.Length)
                    {
                        group.Add(entry);
                    }

                    _waitingBytes -= group.Sum(entry => (long)entry.Record.Length);
                    isEmpty = _waiting.Count == 0;
                    _isAwaited &= !isEmpty;
                    isClosed = _isClosed && isEmpty;
                }

                // One group takes what several releases announced.
                if (group.Count > 0 || _failure is not null || _durable.Sequence < _sequence)
                {
                    WriteGroup(group);
                }
            }
            while (!isEmpty);
        }

        _completed.TrySetResult();
    }

    private bool HasOnlyUnawaited()
    {
        lock (_lock)
        {
            return _waiting.Count > 0 && !_isAwaited && !_isClosed;
        }
    }

    private void WriteGroup(List<Entry> group)
    {
        var hash = (Span<byte>)stackalloc byte[AuditHash.Length];
        _hash.CopyTo(hash);
        var sequence = _sequence;
        try
        {
            var segment = PrepareSegment();
            foreach (var entry in group)
            {
                AuditHash.Next(hash, entry.Record.Span, hash);
                AuditLine.WriteRecord(_buffer, ++sequence, hash, entry.Record.Span);
            }

            var head = Sign(sequence, hash);
            AuditLine.WriteHead(_buffer, head);
            _isCutNeeded = true;
            RandomAccess.Write(_file!.SafeFileHandle, _buffer.WrittenSpan, segment.Length);
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
            _isCutNeeded = false;
            hash.CopyTo(_hash);
            _sequence = sequence;
            Publish(segment with { Length = segment.Length + _buffer.WrittenCount }, head);
            foreach (var entry in group)
            {
                entry.Written.TrySetResult();
            }
        }
        catch (Exception failed)
        {
            // Whatever it is, the callers are refused: without this thread no decision would ever be recorded again.
            _failure = failed;
            TryCutBack();
            var refusal = new AuditUnavailableException("The audit journal of the service cannot be written, so nothing is permitted. Try again once its disk has room.", failed);
            foreach (var entry in group)
            {
                entry.Written.TrySetException(refusal);
            }
        }
        finally
        {
            _buffer.ResetWrittenCount();
        }
    }

    private void Publish(JournalSegment segment, AuditHead head)
    {
        lock (_lock)
        {
            var index = _segments.FindIndex(other => other.First == segment.First);
            if (index < 0)
            {
                _segments.Add(segment);
            }
            else
            {
                _segments[index] = segment;
            }
        }

        _durable = new JournalEnd(head.Sequence, head);
        _failure = null;
        Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private sealed record Entry(ReadOnlyMemory<byte> Record)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

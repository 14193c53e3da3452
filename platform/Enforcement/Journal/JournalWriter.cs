using System.Buffers;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>
/// Writes records in groups: everything that arrived during the last flush, then a signed head, then one flush. A group that cannot be written is cut back
/// to the last head, its callers are refused, and the next group tries again, or a head without records a second later.
/// </summary>
internal sealed partial class JournalWriter : IDisposable
{
    private const int SegmentLimit = 8 << 20;
    private const int AcknowledgedSegmentLimit = 64 << 10;
    private const int GroupLimit = 4 << 20;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly RecordQueue _queue;
    private readonly Lock _lock = new();
    private readonly WakeSignal _more = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly List<JournalSegment> _segments; // guarded by the lock

    // Used by the writing thread alone.
    private readonly byte[] _hash;
    private FileStream? _file;
    private long _sequence;
    private bool _isCutNeeded;

    private volatile JournalEnd _durable;
    private volatile Exception? _failure;
    private long _acknowledged;

    /// <summary>Begins to write.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="signer">The key of the chain.</param>
    /// <param name="queueLimit">The most records that wait for a flush.</param>
    /// <param name="content">The verified content of the folder; null for a new chain.</param>
    public JournalWriter(string folder, ChainSigner signer, int queueLimit, JournalContent? content)
    {
        (_folder, Signer, _queue) = (folder, signer, new RecordQueue(queueLimit, Gathering));
        _segments = content?.Segments ?? [];
        _sequence = content?.End?.Sequence ?? 0;
        _hash = content?.End?.Hash.ToArray() ?? new byte[AuditHash.Length];
        _durable = new JournalEnd(content?.Head?.Sequence ?? _sequence, content?.Head);
        if (_segments is [.., var last])
        {
            // Whole records behind the last head count once a head covers them.
            _segments[^1] = last with { Length = content!.WholeLength };
            _isCutNeeded = content.TornLength > 0;
            _queue.Wake();
        }

        new Thread(Run) { IsBackground = true, Name = "audit journal" }.Start();
    }

    /// <summary>The key of the chain.</summary>
    public ChainSigner Signer { get; }

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

    /// <inheritdoc cref="RecordQueue.AddAsync"/>
    public Task AppendAsync(ReadOnlyMemory<byte> record, bool isAwaited) => _queue.AddAsync(record, isAwaited);

    /// <inheritdoc cref="RecordQueue.AddRecoveredAsync"/>
    public Task RecoverAsync(IEnumerable<byte[]> records) => _queue.AddRecoveredAsync(records);

    public async Task WaitBehindAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var more = _more.Next;
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
        _queue.Close();
        return _completed.Task;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _queue.Dispose();
        Signer.Dispose();
    }

    private void Run()
    {
        List<WaitingRecord> group = [];
        do
        {
            // After a failure a head alone shows whether the disk takes records again.
            _queue.Wait(_failure is null ? Timeout.InfiniteTimeSpan : RetryDelay);
            bool isMore;
            do
            {
                isMore = _queue.Take(group, int.MaxValue, GroupLimit);
                // One group takes what several releases announced.
                if (group.Count > 0 || _failure is not null || _durable.Sequence < _sequence)
                {
                    WriteGroup(group);
                }
            }
            while (isMore);
        }
        while (!_queue.IsEnded);

        _completed.TrySetResult();
    }

    private void WriteGroup(List<WaitingRecord> group)
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

            var head = Signer.Sign(sequence, hash);
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
                entry.Complete();
            }
        }
        catch (Exception failed)
        {
            // Whatever it is, the callers are refused: without this thread no decision would ever be recorded again.
            _failure = failed;
            TryCutBack();
            var refusal = AuditJournal.Unwritable(failed);
            foreach (var entry in group)
            {
                entry.Refuse(refusal);
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
        _more.Pulse();
    }
}

using System.Threading.Channels;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Buffers;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.QueryProxy.Buffers;

/// <summary>
/// The rows of one query between its worker and its reader. Some batches wait in memory. When they are full the worker waits for the reader, in all
/// no longer than <see cref="QueryOptions.HoldLimit"/>: then what comes goes to <see cref="SpillFile"/>s and the worker is free. From its first wait on
/// the reader must read at <see cref="QueryOptions.LeastReadKiB"/>. One writer and one reader, which takes batches or has them handed out as segments
/// (<c>ResultBuffer.Segments.cs</c>).
/// </summary>
internal sealed partial class ResultBuffer : IDisposable
{
    /// <summary>Batches of about a mebibyte that may wait in memory; a smaller result frees its worker at once.</summary>
    private const int BatchesAhead = 8;

    private readonly ResultStorage _storage;
    private readonly string _subject;
    private readonly Action<QueryFailure> _end;
    private readonly TimeProvider _time;
    private readonly SpilledBatches _spilled;
    private readonly Lock _lock = new();

    // Bounded by the shares of memory and disk.
    private readonly Channel<ResultPart> _parts = Channel.CreateUnbounded<ResultPart>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly TaskCompletionSource<bool> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _room;
    private ITimer? _check;
    private TimeSpan _held;
    private int _inMemory;
    private long _beingRead;
    private long _bytesRead;
    private long _bytesAtCheck;
    private long _rowsRead;
    private bool _caughtUp;
    private bool _dropped;
    private bool _wasWhole;

    public ResultBuffer(ResultStorage storage, string subject, Action<QueryFailure> end, TimeProvider time) =>
        (_storage, _subject, _end, _time, _spilled) = (storage, subject, end, time, new SpilledBatches(storage, subject));

    /// <summary>Gives the memory of this result's batches.</summary>
    public BatchArrays Arrays { get; } = new();

    /// <summary>Whether the last batch was read and no segment is left, or the rest was dropped.</summary>
    public bool IsRead
    {
        get
        {
            lock (_lock)
            {
                return _parts.Reader.Completion.IsCompleted && _segments.Count == 0;
            }
        }
    }

    /// <summary>Completes when nothing is left to read: true when the reader took every batch, false when the rest was dropped, or a segment was not read.</summary>
    public Task<bool> Over => _over.Task;

    /// <summary>The rows that the reader took.</summary>
    public long RowsRead => Volatile.Read(ref _rowsRead);

    /// <summary>Whether the reader has taken all that is there.</summary>
    private bool HasNone => _segmentsUnread == 0 && !_parts.Reader.TryPeek(out _);

    /// <summary>Whether there is a batch; false at the end.</summary>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken) => _parts.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next batch, which the reader releases; null where there is none now. The batch before does not count any more. A read that fails can be tried again.</summary>
    /// <exception cref="IOException">A spilled batch cannot be read.</exception>
    public async Task<RowBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        Release();
        if (!_parts.Reader.TryPeek(out var part))
        {
            return null;
        }

        RowBatch batch;
        if (part.Batch is { } inMemory)
        {
            batch = inMemory;
        }
        else
        {
            _storage.Memory.Take(_subject, part.Length);
            try
            {
                batch = await UnspillAsync(part, cancellationToken);
            }
            catch (Exception exception)
            {
                _storage.Memory.Return(_subject, part.Length);
                if (exception is ObjectDisposedException)
                {
                    // The rest was dropped.
                    return null;
                }

                throw;
            }
        }

        return Take(part, batch) ? batch : null;
    }

    /// <summary>Counts the memory of the batch that was read last as free; its reader releases it.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _storage.Memory.Return(_subject, _beingRead);
            _beingRead = 0;
        }
    }

    /// <summary>Takes a batch at once where it may stay in memory; it is the result's then.</summary>
    public bool TryWrite(RowBatch batch)
    {
        lock (_lock)
        {
            if (_dropped)
            {
                // No one reads it.
                batch.Release();
                return true;
            }

            if (_spilled.IsWriting || _inMemory == BatchesAhead || _inMemory + _segmentsInMemory >= BatchesAhead + SegmentsAhead || !_storage.Memory.TryTake(_subject, batch.Text.Length))
            {
                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return false;
            }

            _inMemory++;
            return _parts.Writer.TryWrite(new ResultPart(batch.Rows, batch.Text.Length) { Batch = batch });
        }
    }

    /// <summary>Takes a batch, in memory when the reader makes room in time, else on disk.</summary>
    /// <exception cref="QueryFailedException">There is no room on disk.</exception>
    public async Task WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        WatchReader();
        var began = _time.GetTimestamp();
        var left = _storage.Options.HoldLimit - _held;
        while (!TryWrite(batch))
        {
            var wait = left - _time.GetElapsedTime(began);
            // Where none is in memory the reader cannot make room, unless it took the last ones just now.
            var isAlone = HasNoneInMemory();
            if (isAlone && TryWrite(batch))
            {
                break;
            }

            if (_spilled.IsWriting || isAlone || wait <= TimeSpan.Zero)
            {
                await SpillAsync(batch, cancellationToken);
                break;
            }

            try
            {
                await _room!.Task.WaitAsync(wait, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // The reader took none in time.
            }
        }

        _held += _time.GetElapsedTime(began);
    }

    /// <summary>Notes that there are no more rows.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _parts.Writer.TryComplete();
            FreeWhenRead_NeedsLock();
        }
    }

    /// <summary>Frees what was not read. For the reader the rows end here.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            _wasWhole = _parts.Reader.Completion.IsCompleted && !_wasSkipped && _segmentsUnread == 0;
            _dropped = true;
            _parts.Writer.TryComplete();
            while (_parts.Reader.TryRead(out var part))
            {
                if (part.Batch is { } unread)
                {
                    _storage.Memory.Return(_subject, part.Length);
                    unread.Release();
                }
                else
                {
                    _spilled.Leave(part.File!);
                }
            }

            foreach (var number in _segments.Keys.ToList())
            {
                Free_NeedsLock(number);
            }

            FreeWhenRead_NeedsLock();
        }
    }

    public void Dispose()
    {
        Drop();
        Release();
    }

    private bool Take(ResultPart part, RowBatch batch)
    {
        lock (_lock)
        {
            var isInMemory = part.Batch is not null;
            if (!_parts.Reader.TryRead(out _))
            {
                // It was dropped, and its memory with it.
                if (!isInMemory)
                {
                    _storage.Memory.Return(_subject, part.Length);
                    batch.Release();
                }

                return false;
            }

            _beingRead = part.Length;
            _bytesRead += part.Length;
            _rowsRead += part.Rows;
            _caughtUp |= HasNone;
            if (isInMemory)
            {
                _inMemory--;
            }
            else
            {
                _spilled.Leave(part.File!);
            }

            _room?.TrySetResult();
            FreeWhenRead_NeedsLock();
            return true;
        }
    }

    private async Task SpillAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            var (file, offset) = await _spilled.WriteAsync(batch.Text, cancellationToken);
            lock (_lock)
            {
                if (_dropped)
                {
                    _spilled.Leave(file);
                }
                else
                {
                    _parts.Writer.TryWrite(new ResultPart(batch.Rows, batch.Text.Length) { File = file, Offset = offset });
                }
            }
        }
        finally
        {
            batch.Release();
        }
    }

    private async Task<RowBatch> UnspillAsync(ResultPart part, CancellationToken cancellationToken)
    {
        var memory = Arrays.Rent(part.Length);
        try
        {
            await part.File!.ReadAsync(part.Offset, memory.Memory, cancellationToken);
            return new RowBatch(part.Rows, memory.Memory) { Memory = memory };
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    private void WatchReader()
    {
        lock (_lock)
        {
            if (_check is null && !_dropped && _storage.Options.LeastReadKiB > 0)
            {
                _bytesAtCheck = _bytesRead;
                _check = _time.CreateTimer(_ => Check(), state: null, _storage.Options.StallLimit, _storage.Options.StallLimit);
            }
        }
    }

    private void Check()
    {
        var options = _storage.Options;
        long read;
        lock (_lock)
        {
            read = _bytesRead - _bytesAtCheck;
            var isSlow = !_dropped && !_caughtUp && read < options.LeastReadKiB * 1024L * options.StallLimit.TotalSeconds;
            _bytesAtCheck = _bytesRead;
            _caughtUp = HasNone;
            if (!isSlow)
            {
                return;
            }
        }

        _end(new QueryFailure(TrinoErrorCode.AbandonedQuery,
            $"Query was abandoned by its client: it read {read / 1024} KiB of its rows in {options.StallLimit.TotalSeconds:0.#} s, and must read {options.LeastReadKiB} KiB a second (Mesh:Query:LeastReadKiB). Read faster, or ask for less at once."));
    }

    // Nothing of this result can make room in memory: others have it all.
    private bool HasNoneInMemory()
    {
        lock (_lock)
        {
            return _inMemory + _segmentsInMemory == 0;
        }
    }

    private void FreeWhenRead_NeedsLock()
    {
        if (IsRead)
        {
            _check?.Dispose();
            _check = null;
            Arrays.Close();
            _over.TrySetResult(_dropped ? _wasWhole : !_wasSkipped);
        }
    }

    /// <summary>A batch in the order of the result: in memory, or at a place in a file.</summary>
    private sealed record ResultPart(long Rows, int Length)
    {
        public RowBatch? Batch { get; init; }

        public SpillFile? File { get; init; }

        public long Offset { get; init; }
    }
}

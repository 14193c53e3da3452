namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Records that wait for their group, bounded in number and bytes. All that arrive while a group is written share the next one.</summary>
/// <param name="limit">The most records that wait.</param>
/// <param name="gathering">The time after which a record that nothing waits for goes by itself; before, it goes with the next one that is waited for.</param>
internal sealed class RecordQueue(int limit, TimeSpan gathering) : IDisposable
{
    private const long BytesLimit = 64 << 20;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Queue<WaitingRecord> _waiting = new();
    private long _bytes;
    private bool _isAwaited;
    private bool _isClosed;

    /// <summary>Whether no record waits, and none may come.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_lock)
            {
                return _isClosed && _waiting.Count == 0;
            }
        }
    }

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isAwaited">Whether something waits until it is written; else it goes with the next record that is awaited, or a moment later.</param>
    public Task AddAsync(ReadOnlyMemory<byte> record, bool isAwaited)
    {
        var entry = new WaitingRecord(record);
        lock (_lock)
        {
            if (_isClosed)
            {
                return Task.FromException(new AuditUnavailableException("The service ends and takes no more decisions. Try again in a moment."));
            }

            if (_waiting.Count >= limit || _bytes + record.Length > BytesLimit)
            {
                return Task.FromException(new AuditUnavailableException("More decisions wait to be recorded than may, so nothing is permitted. Try again in a moment."));
            }

            _waiting.Enqueue(entry);
            _bytes += record.Length;
            // The writer takes all that wait before it waits again.
            if (_waiting.Count == 1 || (isAwaited && !_isAwaited))
            {
                _arrived.Release();
            }

            _isAwaited |= isAwaited;
        }

        return entry.Written;
    }

    /// <summary>Adds records of an earlier chain, however many there are.</summary>
    /// <returns>Completes when all of them are written.</returns>
    public Task AddRecoveredAsync(IEnumerable<byte[]> records)
    {
        List<WaitingRecord> entries = [.. records.Select(record => new WaitingRecord(record))];
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _waiting.Enqueue(entry);
                _bytes += entry.Record.Length;
            }

            _isAwaited = true;
        }

        _arrived.Release();
        return Task.WhenAll(entries.Select(entry => entry.Written));
    }

    /// <summary>Takes no further records. The writer ends once it has written those that wait.</summary>
    public void Close()
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
    }

    /// <summary>Wakes the writer without a record.</summary>
    public void Wake() => _arrived.Release();

    /// <summary>Waits for a group.</summary>
    /// <param name="limit">The longest wait for a first record.</param>
    public void Wait(TimeSpan limit)
    {
        WaitForRelease(limit);
        if (HasOnlyUnawaited())
        {
            WaitForRelease(gathering);
        }
    }

    /// <summary>Waits for a group, without a limit.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _arrived.WaitAsync(cancellationToken);
        if (HasOnlyUnawaited())
        {
            await _arrived.WaitAsync(gathering, cancellationToken);
        }
    }

    /// <summary>Takes the next records.</summary>
    /// <param name="group">Receives them in place of what it has.</param>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">The bytes behind which no further record is taken.</param>
    /// <returns>Whether others wait.</returns>
    public bool Take(List<WaitingRecord> group, int maxRecords, int maxBytes)
    {
        group.Clear();
        lock (_lock)
        {
            for (var bytes = 0; bytes < maxBytes && group.Count < maxRecords && _waiting.TryDequeue(out var entry); bytes += entry.Record.Length)
            {
                group.Add(entry);
                _bytes -= entry.Record.Length;
            }

            _isAwaited &= _waiting.Count > 0;
            return _waiting.Count > 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _arrived.Dispose();

    // The semaphore's own wait spins before it sleeps: nearly a tenth of a small query's processor time, taken from the query that the record is of.
    private void WaitForRelease(TimeSpan limit)
    {
        if (_arrived.AvailableWaitHandle.WaitOne(limit))
        {
            _arrived.Wait(TimeSpan.Zero, CancellationToken.None);
        }
    }

    private bool HasOnlyUnawaited()
    {
        lock (_lock)
        {
            return _waiting.Count > 0 && !_isAwaited && !_isClosed;
        }
    }
}

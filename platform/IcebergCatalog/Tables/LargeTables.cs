using System.Collections.Concurrent;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// Bounds the memory that large tables take: metadata takes many times its JSON while it is read or changed, so few such tables are read, and few are changed, at the
/// same time.
/// </summary>
internal sealed class LargeTables : IDisposable
{
    /// <summary>Bytes of JSON from which on a table is large: some thousand snapshots.</summary>
    public const int LargeBytes = 2 * 1024 * 1024;

    private const int AtOnce = 2;

    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _loads = new(AtOnce, AtOnce);
    private readonly SemaphoreSlim _changes = new(AtOnce, AtOnce);
    private readonly ConcurrentDictionary<Guid, int> _large = new();
    private readonly ITimer _idle;
    private int _active;

    public LargeTables(TimeProvider time) => _idle = time.CreateTimer(_ => Collect(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Whether a table was large when it was last loaded or written; false where it was neither since the start.</summary>
    public bool IsLarge(Guid tableId) => _large.ContainsKey(tableId);

    /// <summary>Notes the size of a table.</summary>
    public void Remember(Guid tableId, int bytes)
    {
        if (bytes > LargeBytes)
        {
            _large[tableId] = bytes;
        }
        else
        {
            _large.TryRemove(tableId, out _);
        }
    }

    /// <summary>Waits until a large table may be read. Disposal of the answer lets the next one in.</summary>
    public Task<IDisposable> EnterLoadAsync(CancellationToken cancellationToken) => EnterAsync(_loads, cancellationToken);

    /// <summary>Waits until a commit may change a large table; it reads the table then, too. Disposal of the answer lets the next one in.</summary>
    public Task<IDisposable> EnterChangeAsync(CancellationToken cancellationToken) => EnterAsync(_changes, cancellationToken);

    public void Dispose()
    {
        _loads.Dispose();
        _changes.Dispose();
        _idle.Dispose();
    }

    private async Task<IDisposable> EnterAsync(SemaphoreSlim places, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _active);
        try
        {
            await places.WaitAsync(cancellationToken);
        }
        catch
        {
            Interlocked.Decrement(ref _active);
            throw;
        }

        return new Place(this, places);
    }

    private void Leave(SemaphoreSlim places)
    {
        places.Release();
        if (Interlocked.Decrement(ref _active) == 0)
        {
            _idle.Change(IdleTime, Timeout.InfiniteTimeSpan);
        }
    }

    // The runtime keeps the large buffers until its next full collection, which a catalog that is idle again does not come to. A busy one does, and this pauses all
    // requests: it waits for a minute without large tables.
    private void Collect()
    {
        if (Volatile.Read(ref _active) == 0)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private sealed class Place(LargeTables tables, SemaphoreSlim places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                tables.Leave(places);
            }
        }
    }
}

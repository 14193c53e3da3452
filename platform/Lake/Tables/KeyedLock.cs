using System.Collections.Concurrent;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// A lock for each key, for callers in this process that would otherwise conflict. It saves work and ensures nothing: the catalog and its database
/// decide between processes.
/// </summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class KeyedLock<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Place> _places = new();

    /// <summary>Waits until no other caller holds the lock of a key. Disposing the returned object releases it.</summary>
    public async Task<IDisposable> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        var place = _places.AddOrUpdate(key, static _ => new Place(1), static (_, place) => place with { Count = place.Count + 1 });
        try
        {
            await place.Entry.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(key);
            throw;
        }

        return new Entry(this, key, place);
    }

    private void Leave(TKey key)
    {
        while (_places.TryGetValue(key, out var place))
        {
            if (place.Count > 1 ? _places.TryUpdate(key, place with { Count = place.Count - 1 }, place) : _places.TryRemove(KeyValuePair.Create(key, place)))
            {
                return;
            }
        }
    }

    private sealed record Place(int Count)
    {
        // Copies share the semaphore; never disposed, as it holds nothing but a counter.
        public SemaphoreSlim Entry { get; } = new(1, 1);
    }

    private sealed class Entry(KeyedLock<TKey> owner, TKey key, Place place) : IDisposable
    {
        public void Dispose()
        {
            place.Entry.Release();
            owner.Leave(key);
        }
    }
}

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>The metadata of the tables requested last. A file never changes, so that what is kept is right for as long as its file is in force.</summary>
internal sealed class MetadataCache
{
    /// <summary>Bytes of JSON kept; parsed metadata takes a few times as much.</summary>
    private const long MaximumBytes = 16 * 1024 * 1024;

    private const int MaximumEvicted = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<Entry>> _byTable = [];
    private readonly LinkedList<Entry> _latestFirst = new();

    // Two callers of a large table share it while one of them has it.
    private readonly Dictionary<Guid, WeakReference<CatalogTable>> _evicted = [];
    private long _bytes;

    public CatalogTable? Find(Guid tableId, string metadataLocation)
    {
        lock (_lock)
        {
            if (!_byTable.TryGetValue(tableId, out var node) || node.Value.Table.MetadataLocation != metadataLocation)
            {
                return _evicted.TryGetValue(tableId, out var evicted) && evicted.TryGetTarget(out var table) && table.MetadataLocation == metadataLocation ? table : null;
            }

            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Table;
        }
    }

    public void Keep(Guid tableId, CatalogTable table)
    {
        lock (_lock)
        {
            if (_byTable.TryGetValue(tableId, out var existing))
            {
                Remove_NeedsLock(existing);
            }

            _byTable[tableId] = _latestFirst.AddFirst(new Entry(tableId, table));
            _bytes += table.Utf8.Length;
            _evicted.Remove(tableId);
            while (_bytes > MaximumBytes && _latestFirst.Count > 1)
            {
                Evict_NeedsLock(_latestFirst.Last!);
            }
        }
    }

    private void Evict_NeedsLock(LinkedListNode<Entry> node)
    {
        Remove_NeedsLock(node);
        if (_evicted.Count >= MaximumEvicted)
        {
            foreach (var (tableId, evicted) in _evicted)
            {
                if (!evicted.TryGetTarget(out _))
                {
                    _evicted.Remove(tableId);
                }
            }
        }

        if (_evicted.Count < MaximumEvicted)
        {
            _evicted[node.Value.TableId] = new WeakReference<CatalogTable>(node.Value.Table);
        }
    }

    private void Remove_NeedsLock(LinkedListNode<Entry> node)
    {
        _latestFirst.Remove(node);
        _byTable.Remove(node.Value.TableId);
        _bytes -= node.Value.Table.Utf8.Length;
    }

    private sealed record Entry(Guid TableId, CatalogTable Table);
}

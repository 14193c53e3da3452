namespace MeshStarter.Catalog.Iceberg;

/// <summary>The metadata of the tables asked for last. A file never changes, so that what is kept is right for as long as its file is in force.</summary>
internal sealed class MetadataCache
{
    /// <summary>Bytes of JSON kept; parsed metadata takes a few times as much.</summary>
    private const long MaximumBytes = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<Entry>> _byTable = [];
    private readonly LinkedList<Entry> _latestFirst = new();
    private long _bytes;

    public CatalogTable? Find(Guid tableId, string metadataLocation)
    {
        lock (_lock)
        {
            if (!_byTable.TryGetValue(tableId, out var node) || node.Value.Table.MetadataLocation != metadataLocation)
            {
                return null;
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
                Remove_NeedsLock(existing);
            _byTable[tableId] = _latestFirst.AddFirst(new Entry(tableId, table));
            _bytes += table.Utf8.Length;
            while (_bytes > MaximumBytes && _latestFirst.Count > 1)
                Remove_NeedsLock(_latestFirst.Last!);
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

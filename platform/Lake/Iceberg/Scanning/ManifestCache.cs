namespace MeshStarter.Lake.Iceberg;

/// <summary>
/// Manifests that were read lately. A manifest never changes, and the next plan of a table needs the same ones; what was not asked
/// for longest goes first.
/// </summary>
public sealed class ManifestCache
{
    // What is kept of a manifest takes about so many times its bytes (measured: 5.7 MB of 10,000 files with statistics).
    private const int MemoryPerByte = 3;

    private readonly long _maxBytes;
    private readonly Dictionary<string, LinkedListNode<Entry>> _byLocation = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>Makes a cache.</summary>
    /// <param name="maxBytes">Memory that it may take, roughly.</param>
    public ManifestCache(long maxBytes) => _maxBytes = maxBytes;

    /// <summary>The entries of a manifest; null when they are not here.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="partitionType">The types of its partitions' values now: a column may have been widened.</param>
    public IReadOnlyList<ManifestEntry>? Find(ManifestFile manifest, IcebergStruct partitionType)
    {
        lock (_lock)
        {
            if (!_byLocation.TryGetValue(manifest.Location, out var node) || !node.Value.IsOf(manifest, partitionType))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Entries;
        }
    }

    /// <summary>Keeps the entries of a manifest.</summary>
    public void Add(ManifestFile manifest, IcebergStruct partitionType, long length, IReadOnlyList<ManifestEntry> entries)
    {
        var entry = new Entry(manifest, partitionType, entries, length * MemoryPerByte);
        if (entry.Bytes > _maxBytes)
        {
            return;
        }

        lock (_lock)
        {
            if (_byLocation.TryGetValue(manifest.Location, out var before))
            {
                Remove(before);
            }

            _byLocation.Add(manifest.Location, _byUse.AddFirst(entry));
            _bytes += entry.Bytes;
            while (_bytes > _maxBytes)
            {
                Remove(_byUse.Last!);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _byLocation.Remove(node.Value.Manifest.Location);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(ManifestFile Manifest, IcebergStruct PartitionType, IReadOnlyList<ManifestEntry> Entries, long Bytes)
    {
        // Entries inherit numbers from what the list says.
        public bool IsOf(ManifestFile manifest, IcebergStruct partitionType) =>
            Manifest.SequenceNumber == manifest.SequenceNumber && Manifest.AddedSnapshotId == manifest.AddedSnapshotId && Manifest.Length == manifest.Length
            && Manifest.PartitionSpecId == manifest.PartitionSpecId && Manifest.Content == manifest.Content && PartitionType.Equals(partitionType);
    }
}

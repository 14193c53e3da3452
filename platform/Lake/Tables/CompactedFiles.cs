using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>What a compaction makes of files.</summary>
internal sealed class CompactedFiles
{
    private readonly Dictionary<string, long> _sequenceNumbers = new(StringComparer.Ordinal);

    /// <summary>Files of rows that go: others hold their rows.</summary>
    public HashSet<string> Locations { get; } = new(StringComparer.Ordinal);

    /// <summary>Files of deletes that go: they were merged, or speak of no row that stays.</summary>
    public HashSet<string> Deletes { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that would be written again just as they are, and stay.</summary>
    public HashSet<string> SamePartition { get; } = new(StringComparer.Ordinal);

    /// <summary>How old the rows of each new file are.</summary>
    public IReadOnlyDictionary<string, long> SequenceNumbers => _sequenceNumbers;

    /// <summary>Notes files whose rows were written to others.</summary>
    public void Add(IReadOnlyList<FileScan> files, IReadOnlyList<DataFile> written)
    {
        Locations.UnionWith(files.Select(file => file.File.Location));
        foreach (var file in written)
        {
            _sequenceNumbers.Add(file.Location, files.Max(read => read.SequenceNumber));
        }
    }
}

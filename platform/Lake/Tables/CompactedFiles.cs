using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>The result of a compaction: rewritten, removed and unchanged files.</summary>
/// <param name="ages">The classes of ages whose rows may share a file.</param>
internal sealed class CompactedFiles(AgeClasses ages)
{
    private readonly Dictionary<string, long> _sequenceNumbers = new(StringComparer.Ordinal);

    /// <summary>Data files to remove: other files hold their rows.</summary>
    public HashSet<string> Locations { get; } = new(StringComparer.Ordinal);

    /// <summary>Delete files to remove: they were merged, or apply to no row that stays.</summary>
    public HashSet<string> Deletes { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that stay, because a rewrite would give the same files.</summary>
    public HashSet<string> SamePartition { get; } = new(StringComparer.Ordinal);

    /// <summary>The sequence number of each new file's rows.</summary>
    public IReadOnlyDictionary<string, long> SequenceNumbers => _sequenceNumbers;

    /// <summary>Notes files of one age class whose rows were written to other files.</summary>
    public void Add(IReadOnlyList<FileScan> files, IReadOnlyList<DataFile> written)
    {
        // Equality deletes apply to older files: by their number the new files are read without them, unless a retention counts the files' age by it.
        var number = files.SelectMany(DeletedRows.ByValueOf).Select(delete => delete.SequenceNumber).Concat(files.Select(file => file.SequenceNumber)).Max();
        var end = ages.EndOf(ages.Of(files[0].SequenceNumber));
        Locations.UnionWith(files.Select(file => file.File.Location));
        foreach (var file in written)
        {
            _sequenceNumbers.Add(file.Location, Math.Min(number, end));
        }
    }
}

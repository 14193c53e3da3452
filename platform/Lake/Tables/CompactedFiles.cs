using MeshStarter.Lake.Retention;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>The result of a compaction: new files, and those that they replace. The new files are deleted with this object, unless they were committed or may have been.</summary>
/// <param name="store">The table's store.</param>
/// <param name="ages">The classes of ages whose rows may share a file.</param>
/// <param name="deletes">The files of deletes of the state that is compacted.</param>
internal sealed class CompactedFiles(IObjectStore store, AgeClasses ages, IReadOnlyList<DeleteFile> deletes) : IAsyncDisposable
{
    private readonly Dictionary<string, long> _sequenceNumbers = new(StringComparer.Ordinal);

    /// <summary>The new files.</summary>
    public WrittenBatch Written { get; } = new(store);

    /// <summary>Data files to remove: the new files have their rows.</summary>
    public HashSet<string> Replaced { get; } = new(StringComparer.Ordinal);

    /// <summary>Delete files to remove: they were merged, or apply to no row that stays.</summary>
    public HashSet<string> ReplacedDeletes { get; } = new(StringComparer.Ordinal);

    /// <summary>Data files that stay, because a rewrite would give the same files, or would lose rows to the deletes of another partition.</summary>
    public HashSet<string> Unchanged { get; } = new(StringComparer.Ordinal);

    /// <summary>The sequence number of each new file's rows.</summary>
    public IReadOnlyDictionary<string, long> SequenceNumbers => _sequenceNumbers;

    /// <summary>Whether the new files have the rows of a data file.</summary>
    public bool Replaces(FileScan file) => Replaced.Contains(file.File.Location);

    /// <summary>Adds files of one age class whose rows were written to other files.</summary>
    public async Task AddAsync(IReadOnlyList<FileScan> files, IReadOnlyList<DataFile> written)
    {
        if (files is [{ Deletes.Count: 0 } only] && written is [var same] && same.Partition.Equals(only.File.Partition))
        {
            Unchanged.Add(only.File.Location);
            await store.DiscardAsync([same.Location]);
            return;
        }

        // Equality deletes apply to older files: by their number the new files are read without them, unless a retention counts the files' age by it.
        var applied = files.SelectMany(DeletedRows.ByValueOf).DistinctBy(delete => delete.File.Location).ToDictionary(delete => delete.File.Location, delete => delete.SequenceNumber, StringComparer.Ordinal);
        var partitions = written.Select(file => file.Partition).ToHashSet();
        var others = deletes.Where(delete => delete.File.Content == DataFileContent.EqualityDeletes && partitions.Contains(delete.File.Partition) && !applied.ContainsKey(delete.File.Location)).ToList();
        var number = applied.Values.Concat(others.Select(delete => delete.SequenceNumber)).Concat(files.Select(file => file.SequenceNumber)).Max();
        var end = ages.EndOf(ages.Of(files[0].SequenceNumber));
        if (others.Any(delete => delete.SequenceNumber > end))
        {
            // Those of a partition that rows come to from another layout did not apply to them, and would now.
            Unchanged.UnionWith(files.Select(file => file.File.Location));
            await store.DiscardAsync([.. written.Select(file => file.Location)]);
            return;
        }

        Written.Data = [.. Written.Data, .. written];
        Replaced.UnionWith(files.Select(file => file.File.Location));
        foreach (var file in written)
        {
            _sequenceNumbers.Add(file.Location, Math.Min(number, end));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Written.DisposeAsync();
}

using System.Numerics;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>
/// Which files of a table are to be made into fewer. Small files are compacted with others of about their size, partition and age, so
/// that a row is written again a few times in all however long a table is published to; files that lost many of their rows are
/// written without them; files of a layout that the table no longer has go to the one it has; files of very many partitions with
/// little in each go together; and files of deletes become fewer in the same way, or go when their rows are gone.
/// </summary>
/// <param name="SamePartition">Files of rows to write again in the partitions that they are of, without their deleted rows.</param>
/// <param name="ManyPartitions">Files of rows to write again wherever their rows belong.</param>
/// <param name="Deletes">Files of deletes that are to be made into one for each partition.</param>
/// <param name="Dangling">How many files of deletes apply to no file of rows.</param>
internal sealed record CompactionPlan(IReadOnlyList<FileScan> SamePartition, IReadOnlyList<FileScan> ManyPartitions, IReadOnlyList<DataFile> Deletes, int Dangling)
{
    /// <summary>So many files of about one size are compacted, and so many of deletes.</summary>
    private const int FilesOfOneSize = 8;

    /// <summary>Small files of an age that no more rows come to are compacted when there are so many.</summary>
    private const int FilesOfClosedAge = 2;

    /// <summary>So many partitions with little in each are too many.</summary>
    private const int PartitionLimit = 256;

    /// <summary>Files below this size, in bytes, are all alike small.</summary>
    private const long Small = 256 << 10;

    /// <summary>Files of fewer deletes than this are all alike small.</summary>
    private const long FewDeletes = 4096;

    /// <summary>A file of this size stays as it is.</summary>
    private const long Whole = 128 << 20;

    /// <summary>Most bytes that one compaction reads, so that the next one is not far.</summary>
    private const long MostBytes = 256 << 20;

    /// <summary>What is due for a table's state.</summary>
    /// <param name="plan">The state.</param>
    /// <param name="ages">How old rows are that may lie in one file.</param>
    /// <param name="deletedRows">How many rows of each file, by its location, are deleted by position.</param>
    /// <param name="needRewrite">Files, by their locations, that are to be written again in any case.</param>
    /// <param name="unpartitioned">Files whose rows lie together because of what partitions they are of.</param>
    public static CompactionPlan Of(ScanPlan plan, AgeClasses ages, IReadOnlyDictionary<string, long> deletedRows, IReadOnlySet<string> needRewrite, IReadOnlySet<string> unpartitioned)
    {
        var files = plan.Files;
        HashSet<FileScan> chosen = [];
        chosen.UnionWith(files.Where(file => needRewrite.Contains(file.File.Location)));
        chosen.UnionWith(files.GroupBy(file => (file.File.Partition, Size: SizeClass(file.File), Age: ages.Of(file.SequenceNumber)))
            .Where(group => group.Count() >= (group.Key.Size == 0 && ages.IsClosed(group.Key.Age) ? FilesOfClosedAge : FilesOfOneSize))
            .SelectMany(group => group.Where(file => file.File.SizeInBytes < Whole)));
        chosen.UnionWith(files.Where(file => file.File.Partition.SpecId != plan.Metadata.DefaultSpecId && !unpartitioned.Contains(file.File.Location)));
        var scattered = files.GroupBy(file => ages.Of(file.SequenceNumber)).SelectMany(group => Scattered(plan.Metadata, group)).ToHashSet();
        chosen.UnionWith(scattered);
        if (DueDeletes(files).Count > 0)
        {
            chosen.UnionWith(files.Where(file => file.Deletes.Count > 0 && NeedsRewrite(file, deletedRows.GetValueOrDefault(file.File.Location))));
        }

        var bytes = 0L;
        List<FileScan> data = [.. files.Where(chosen.Contains).OrderByDescending(file => needRewrite.Contains(file.File.Location)).TakeWhile((file, at) => (bytes += file.File.SizeInBytes) <= MostBytes || at == 0)];
        var manyPartitions = data.ToLookup(file => scattered.Contains(file) || file.File.Partition.SpecId != plan.Metadata.DefaultSpecId);
        return new CompactionPlan([.. manyPartitions[false]], [.. manyPartitions[true]], DueDeletes(files.Except(data)), DanglingDeletes.Of(plan, files).Count());
    }

    /// <summary>Whether there is anything to do.</summary>
    public bool IsDue => SamePartition.Count > 0 || ManyPartitions.Count > 0 || IsDueOfDeletes;

    /// <summary>Whether files of deletes are to become fewer, whatever is done to files of rows.</summary>
    public bool IsDueOfDeletes => Deletes.Count > 0 || Dangling >= FilesOfOneSize;

    // Each delete is written again a few times in all, too, until its row's file is.
    private static IReadOnlyList<DataFile> DueDeletes(IEnumerable<FileScan> files) =>
        [.. PositionDeletes.FilesOf(files).GroupBy(file => (file.Partition, Size: Class(file.RecordCount, FewDeletes))).Where(static group => group.Count() >= FilesOfOneSize).SelectMany(static group => group)];

    // Each class is eight times the one before: what was compacted of eight files is of the next.
    private static int SizeClass(DataFile file) => Class(file.SizeInBytes, Small);

    private static int Class(long size, long small) => size < small ? 0 : 1 + (BitOperations.Log2((ulong)(size / small)) / 3);

    private static bool NeedsRewrite(FileScan file, long deleted) => file.File.SizeInBytes < Small || deleted * 3 >= file.File.RecordCount;

    // They are more than their bytes are worth, so that they are not divided again when they are compacted.
    private static IEnumerable<FileScan> Scattered(TableMetadata table, IEnumerable<FileScan> files)
    {
        var partitions = files.Where(file => file.File.Partition.SpecId == table.DefaultSpecId).GroupBy(file => file.File.Partition)
            .Where(partition => partition.Sum(file => file.File.SizeInBytes) < PartitionBounds.WorthBytes).ToList();
        return partitions.Count > PartitionLimit && table.PartitionSpecs.Any(spec => spec.Fields.Count == 0) ? partitions.SelectMany(partition => partition) : [];
    }
}

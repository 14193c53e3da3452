using System.Numerics;
using MeshStarter.Lake.Retention;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// The files of a table to compact. Small files are compacted with others of about their size, partition and age, so that a row is rewritten a few
/// times in all, however long the table is published to. Files that lost many of their rows are rewritten without them, and so are files that many
/// deletes by value apply to. Files of a former layout are rewritten in the current one. Files of very many partitions with little in each are
/// compacted into one. Delete files are compacted in the same way, or removed when their rows are gone.
/// </summary>
/// <param name="SamePartition">Data files to rewrite in their own partitions, without their deleted rows.</param>
/// <param name="ManyPartitions">Data files to rewrite in the partitions of their rows.</param>
/// <param name="Deletes">Delete files to compact into one for each partition.</param>
/// <param name="Dangling">The number of delete files that apply to no data file.</param>
internal sealed record CompactionPlan(IReadOnlyList<FileScan> SamePartition, IReadOnlyList<FileScan> ManyPartitions, IReadOnlyList<DataFile> Deletes, int Dangling)
{
    /// <summary>The number of data files of about one size, or of delete files, that makes a compaction due.</summary>
    private const int FilesOfOneSize = 8;

    /// <summary>The number of small files of a closed age class that makes a compaction due.</summary>
    private const int FilesOfClosedAge = 2;

    /// <summary>The number of partitions with little in each above which their files are compacted together.</summary>
    private const int PartitionLimit = 256;

    /// <summary>Files below this size, in bytes, are of one size class.</summary>
    private const long Small = 256 << 10;

    /// <summary>Delete files with fewer deletes than this are of one size class.</summary>
    private const long FewDeletes = 4096;

    /// <summary>A file of this size, in bytes, is not compacted.</summary>
    private const long Whole = 128 << 20;

    /// <summary>The most bytes that one compaction reads, so that the next one can begin soon.</summary>
    private const long MostBytes = 256 << 20;

    /// <summary>Returns the plan for a table's state.</summary>
    /// <param name="plan">The state.</param>
    /// <param name="ages">The classes of ages whose rows may share a file.</param>
    /// <param name="deletedRows">The number of rows deleted by position, by the location of their file.</param>
    /// <param name="needRewrite">Locations of files to rewrite in any case.</param>
    /// <param name="unpartitioned">Files that are unpartitioned because their rows are of many partitions.</param>
    public static CompactionPlan Of(ScanPlan plan, AgeClasses ages, IReadOnlyDictionary<string, long> deletedRows, IReadOnlySet<string> needRewrite, IReadOnlySet<string> unpartitioned)
    {
        var files = plan.Files;
        var scattered = files.GroupBy(file => ages.Of(file.SequenceNumber)).SelectMany(group => Scattered(plan.Metadata, group)).ToHashSet();
        HashSet<FileScan> chosen =
        [
            .. files.Where(file => needRewrite.Contains(file.File.Location)),
            .. ManyOfOneSize(files, ages),
            .. files.Where(file => IsOfFormerLayout(file) && !unpartitioned.Contains(file.File.Location)),
            .. scattered,
            .. WithoutManyRows(files, ages, deletedRows),
        ];

        var bytes = 0L;
        List<FileScan> data = [.. files.Where(chosen.Contains).OrderByDescending(file => needRewrite.Contains(file.File.Location)).TakeWhile((file, at) => (bytes += file.File.SizeInBytes) <= MostBytes || at == 0)];
        var manyPartitions = data.ToLookup(file => scattered.Contains(file) || IsOfFormerLayout(file));
        // Deletes that wait for a rewrite of their files are recognized by their sequence numbers, which a compaction of delete files would change.
        var waits = files.Any(file => needRewrite.Contains(file.File.Location) && !data.Contains(file));
        return new CompactionPlan([.. manyPartitions[false]], [.. manyPartitions[true]], waits ? [] : DueDeletes(files.Except(data)), DanglingDeletes.Of(plan, files).Count());

        bool IsOfFormerLayout(FileScan file) => file.File.Partition.SpecId != plan.Metadata.DefaultSpecId;
    }

    /// <summary>Whether any file is to be compacted or removed.</summary>
    public bool IsDue => SamePartition.Count > 0 || ManyPartitions.Count > 0 || IsDueOfDeletes;

    /// <summary>Whether delete files are to be compacted or removed, independently of data files.</summary>
    public bool IsDueOfDeletes => Deletes.Count > 0 || Dangling >= FilesOfOneSize;

    private static IEnumerable<FileScan> ManyOfOneSize(IReadOnlyList<FileScan> files, AgeClasses ages) =>
        files.GroupBy(file => (file.File.Partition, Size: SizeClass(file.File), Age: ages.Of(file.SequenceNumber)))
            .Where(group => group.Count() >= (group.Key.Size == 0 && ages.IsClosed(group.Key.Age) ? FilesOfClosedAge : FilesOfOneSize))
            .SelectMany(group => group.Where(file => file.File.SizeInBytes < Whole));

    private static IEnumerable<FileScan> WithoutManyRows(IReadOnlyList<FileScan> files, AgeClasses ages, IReadOnlyDictionary<string, long> deletedRows)
    {
        var areDue = DueDeletes(files).Count > 0;
        return files.Where(file => (areDue && file.Deletes.Count > 0 && NeedsRewrite(file, deletedRows.GetValueOrDefault(file.File.Location)))
            // To files of a closed age class deletes by value still apply after a rewrite.
            || (!ages.IsClosed(ages.Of(file.SequenceNumber)) && NeedsRewriteByValue(file)));
    }

    // Each delete, too, is rewritten a few times in all, until the file of its row is.
    private static IReadOnlyList<DataFile> DueDeletes(IEnumerable<FileScan> files) =>
        [.. PositionDeletes.FilesOf(files).GroupBy(file => (file.Partition, Size: Class(file.RecordCount, FewDeletes))).Where(static group => group.Count() >= FilesOfOneSize).SelectMany(static group => group)];

    // Each class is eight times the one before: a file compacted from eight files is of the next class.
    private static int SizeClass(DataFile file) => Class(file.SizeInBytes, Small);

    private static int Class(long size, long small) => size < small ? 0 : 1 + (BitOperations.Log2((ulong)(size / small)) / 3);

    private static bool NeedsRewrite(FileScan file, long deleted) => file.File.SizeInBytes < Small || deleted * 3 >= file.File.RecordCount;

    // Deletes by value are not compacted: every read of the file takes each of them, until the file is rewritten.
    private static bool NeedsRewriteByValue(FileScan file)
    {
        var deletes = DeletedRows.ByValueOf(file).ToList();
        return deletes.Count >= FilesOfOneSize && (NeedsRewrite(file, deletes.Sum(delete => delete.File.RecordCount)) || deletes.Count * Small >= file.File.SizeInBytes);
    }

    // They are more partitions than their bytes justify, so that a compaction does not divide them again.
    private static IEnumerable<FileScan> Scattered(TableMetadata table, IEnumerable<FileScan> files)
    {
        var partitions = files.Where(file => file.File.Partition.SpecId == table.DefaultSpecId).GroupBy(file => file.File.Partition)
            .Where(partition => partition.Sum(file => file.File.SizeInBytes) < PartitionBounds.WorthBytes).ToList();
        return partitions.Count > PartitionLimit && table.PartitionSpecs.Any(spec => spec.Fields.Count == 0) ? partitions.SelectMany(partition => partition) : [];
    }
}

using System.Numerics;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>
/// Which files of a table are to be made into fewer. Small files are folded with others of about their size, so that a row is
/// written anew a few times in all however long a table is published to; files that lost many of their rows are written without
/// them; and many files of deletes become one.
/// </summary>
/// <param name="Data">Files of rows to write anew, without their deleted rows.</param>
/// <param name="MergesDeletes">Whether the deletes of the other files are to be made into one file.</param>
internal sealed record FileFolding(IReadOnlyList<FileScan> Data, bool MergesDeletes)
{
    /// <summary>So many files of about one size are folded, and so many of deletes.</summary>
    private const int Fold = 8;

    /// <summary>Files below this size, in bytes, are all alike small.</summary>
    private const long Small = 256 << 10;

    /// <summary>A file of this size stays as it is.</summary>
    private const long Whole = 128 << 20;

    /// <summary>Most bytes that one folding reads, so that the next publish need not wait for long.</summary>
    private const long MostBytes = 256 << 20;

    /// <summary>Nothing to do.</summary>
    public static FileFolding None { get; } = new([], MergesDeletes: false);

    /// <summary>What is due for a table's state.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="deletedRows">How many rows of each file, by its location, are deleted by position.</param>
    public static FileFolding Of(IReadOnlyList<FileScan> files, IReadOnlyDictionary<string, long> deletedRows)
    {
        var deletes = files.SelectMany(file => file.Deletes).Select(delete => delete.File.Location).Distinct(StringComparer.Ordinal).Count();
        List<FileScan> chosen = [.. files.GroupBy(file => (file.File.Partition, SizeClass(file.File))).Where(alike => alike.Count() >= Fold).SelectMany(alike => alike.Where(file => file.File.SizeInBytes < Whole))];
        if (deletes >= Fold)
        {
            chosen.AddRange(files.Except(chosen).Where(file => file.Deletes.Count > 0 && IsWorn(file, deletedRows.GetValueOrDefault(file.File.Location))));
        }

        var bytes = 0L;
        chosen = [.. chosen.TakeWhile(file => (bytes += file.File.SizeInBytes) <= MostBytes)];
        var others = files.Except(chosen).SelectMany(file => file.Deletes).Where(delete => delete.File.Content == DataFileContent.PositionDeletes).Select(delete => delete.File.Location).Distinct(StringComparer.Ordinal).Count();
        return new FileFolding(chosen, others >= Fold);
    }

    /// <summary>Whether there is anything to do.</summary>
    public bool IsDue => Data.Count > 0 || MergesDeletes;

    // Each class is eight times the one before: what was folded of eight files is of the next.
    private static int SizeClass(DataFile file) => file.SizeInBytes < Small ? 0 : 1 + (BitOperations.Log2((ulong)(file.SizeInBytes / Small)) / 3);

    private static bool IsWorn(FileScan file, long deleted) => file.File.SizeInBytes < Small || deleted * 3 >= file.File.RecordCount;
}

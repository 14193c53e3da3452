using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>The content of a manifest's entries.</summary>
public enum ManifestContent
{
    /// <summary>Files of rows.</summary>
    Data = 0,

    /// <summary>Files that say which rows are deleted.</summary>
    Deletes = 1,
}

/// <summary>One manifest as a snapshot's manifest list names it (specification, "Manifest Lists").</summary>
public sealed record ManifestFile
{
    /// <summary>The <see cref="PartitionSpecId"/> where format 1 names a manifest without a list: its header says it.</summary>
    public const int SpecInHeader = -1;

    /// <summary>Its location.</summary>
    public required string Location { get; init; }

    /// <summary>Its size in bytes; 0 where format 1 does not say it.</summary>
    public long Length { get; init; }

    /// <summary>The partition spec of all its files.</summary>
    public int PartitionSpecId { get; init; }

    /// <summary>The content of its entries.</summary>
    public ManifestContent Content { get; init; }

    /// <summary>The sequence number of the commit that added it to the table; null while no commit has given it a number, 0 in format 1.</summary>
    public long? SequenceNumber { get; init; }

    /// <summary>The smallest data sequence number of its live files; null when all of them wait for the commit's number.</summary>
    public long? MinSequenceNumber { get; init; }

    /// <summary>The snapshot that brought it.</summary>
    public long AddedSnapshotId { get; init; }

    /// <summary>Its entries of status ADDED; null when not said.</summary>
    public int? AddedFilesCount { get; init; }

    /// <summary>Its entries of status EXISTING; null when not said.</summary>
    public int? ExistingFilesCount { get; init; }

    /// <summary>Its entries of status DELETED; null when not said.</summary>
    public int? DeletedFilesCount { get; init; }

    /// <summary>Rows in files of status ADDED; null when not said.</summary>
    public long? AddedRowsCount { get; init; }

    /// <summary>Rows in files of status EXISTING; null when not said.</summary>
    public long? ExistingRowsCount { get; init; }

    /// <summary>Rows in files of status DELETED; null when not said.</summary>
    public long? DeletedRowsCount { get; init; }

    /// <summary>A summary of its files' partitions for each field of the spec; null when missing.</summary>
    public IReadOnlyList<PartitionFieldSummary>? Partitions { get; init; }

    /// <summary>The key metadata of its encryption; null when it is not encrypted. Encrypted manifests are not read.</summary>
    public ReadOnlyMemory<byte>? KeyMetadata { get; init; }

    /// <summary>Whether it may have files that belong to its snapshots: a manifest of deleted entries only has none.</summary>
    public bool MayHaveLiveFiles => AddedFilesCount is not 0 || ExistingFilesCount is not 0;
}

/// <summary>The values of one partition field over all files of a manifest.</summary>
/// <param name="ContainsNull">Whether a file has none.</param>
/// <param name="ContainsNaN">Whether a file's is NaN; null when not said.</param>
/// <param name="LowerBound">The smallest value in binary form (see <see cref="SingleValue"/>); null when all are null or NaN, or it was not said.</param>
/// <param name="UpperBound">The greatest value, likewise.</param>
public sealed record PartitionFieldSummary(bool ContainsNull, bool? ContainsNaN, ReadOnlyMemory<byte>? LowerBound, ReadOnlyMemory<byte>? UpperBound);

using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>The content of a file.</summary>
public enum DataFileContent
{
    /// <summary>Rows of the table.</summary>
    Data = 0,

    /// <summary>Files and positions of rows that are deleted.</summary>
    PositionDeletes = 1,

    /// <summary>Values of rows that are deleted.</summary>
    EqualityDeletes = 2,
}

/// <summary>One immutable file of a table: rows, or deletes of rows (specification, "Data File Fields").</summary>
public sealed record DataFile
{
    /// <summary>The content of the file.</summary>
    public DataFileContent Content { get; init; }

    /// <summary>Its location.</summary>
    public required string Location { get; init; }

    /// <summary><c>PARQUET</c>, <c>ORC</c>, <c>AVRO</c> or <c>PUFFIN</c>, in whatever case it was written.</summary>
    public required string Format { get; init; }

    /// <summary>The partition that all its rows are of.</summary>
    public required PartitionTuple Partition { get; init; }

    /// <summary>The number of its rows, deleted ones too.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Its size in bytes.</summary>
    public required long SizeInBytes { get; init; }

    /// <summary>The metrics of its columns.</summary>
    public ColumnMetrics Metrics { get; init; } = ColumnMetrics.None;

    /// <summary>The key metadata of its encryption; null when it is not encrypted. Encrypted files are not read.</summary>
    public ReadOnlyMemory<byte>? KeyMetadata { get; init; }

    /// <summary>The offsets at which it may be split, in bytes; null when missing.</summary>
    public IReadOnlyList<long>? SplitOffsets { get; init; }

    /// <summary>The columns whose values must be equal for a row to be deleted; null but for equality deletes.</summary>
    public IReadOnlyList<int>? EqualityIds { get; init; }

    /// <summary>The order its rows are in; null when not said.</summary>
    public int? SortOrderId { get; init; }

    /// <summary>The one file that all its deletes are of; null when there may be several.</summary>
    public string? ReferencedDataFile { get; init; }

    /// <summary>Whether this is a deletion vector (format 3), which our readers cannot apply.</summary>
    public bool IsDeletionVector => Content == DataFileContent.PositionDeletes && Format.Equals("puffin", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a Parquet file.</summary>
    public bool IsParquet => Format.Equals(Parquet, StringComparison.OrdinalIgnoreCase);

    /// <summary>The format of the files that we write, as others write it too.</summary>
    public const string Parquet = "PARQUET";
}

using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Schemas;

namespace MeshStarter.Platform.Iceberg.Scanning;

/// <summary>The files to read for the rows of one state of a table.</summary>
/// <param name="Metadata">The table.</param>
/// <param name="Snapshot">The state; null for a table that nothing was written to.</param>
/// <param name="Schema">The schema by which the rows are to be seen.</param>
/// <param name="Files">The files of rows, each with the deletes that apply to it.</param>
public sealed record ScanPlan(TableMetadata Metadata, Snapshot? Snapshot, TableSchema Schema, IReadOnlyList<FileScan> Files)
{
    /// <summary>The state's files of deletes, whether they apply to one of its files or not. Deletion vectors, and files of partitions that the scan leaves out, are not among them.</summary>
    public IReadOnlyList<DeleteFile> Deletes { get; init; } = [];
}

/// <summary>A file of rows in a scan.</summary>
/// <param name="File">The file.</param>
/// <param name="SequenceNumber">How old its rows are.</param>
/// <param name="Deletes">The files that may delete rows of it.</param>
public sealed record FileScan(DataFile File, long SequenceNumber, IReadOnlyList<DeleteFile> Deletes);

/// <summary>A file of deletes in a scan.</summary>
/// <param name="File">The file.</param>
/// <param name="SequenceNumber">Which rows it applies to, by their age.</param>
public sealed record DeleteFile(DataFile File, long SequenceNumber);

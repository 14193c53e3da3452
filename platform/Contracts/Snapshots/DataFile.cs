namespace MeshStarter.Contracts;

/// <summary>One immutable Parquet file of a table.</summary>
/// <param name="Path">Absolute location in the bucket of the product's own domain.</param>
/// <param name="RecordCount">Rows in the file.</param>
/// <param name="FileSizeBytes">Size of the file in bytes.</param>
public sealed record DataFile(string Path, long RecordCount, long FileSizeBytes);

using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg.Manifests;

namespace MeshStarter.Lake.Parquet;

/// <summary>A file of a scan, looked at.</summary>
/// <param name="File">The file.</param>
/// <param name="SequenceNumber">How old its rows are, or which rows it applies to.</param>
/// <param name="Path">The path for the engine.</param>
/// <param name="Root">How it is stored.</param>
internal sealed record ScanFile(DataFile File, long SequenceNumber, string Path, ParquetNode Root);

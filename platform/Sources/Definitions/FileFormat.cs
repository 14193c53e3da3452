namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>The formats of a source's files.</summary>
public enum FileFormat
{
    /// <summary>CSV with a header, one row a line.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}

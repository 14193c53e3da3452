namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>The metrics of a file's columns in a manifest, each by field id; null where missing.</summary>
public sealed record ColumnMetrics
{
    /// <summary>Nothing is known.</summary>
    public static ColumnMetrics None { get; } = new();

    /// <summary>Bytes on disk.</summary>
    public ColumnCounts? ColumnSizes { get; init; }

    /// <summary>Values, nulls and NaNs among them.</summary>
    public ColumnCounts? ValueCounts { get; init; }

    /// <summary>Nulls.</summary>
    public ColumnCounts? NullValueCounts { get; init; }

    /// <summary>NaNs.</summary>
    public ColumnCounts? NanValueCounts { get; init; }

    /// <summary>Something not above any value that is neither null nor NaN; a text may be cut.</summary>
    public ColumnBounds? LowerBounds { get; init; }

    /// <summary>Something not below any value that is neither null nor NaN.</summary>
    public ColumnBounds? UpperBounds { get; init; }
}

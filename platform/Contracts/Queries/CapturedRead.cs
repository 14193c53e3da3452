using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Queries;

/// <summary>A product that a query read.</summary>
public sealed record CapturedRead
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version that was read.</summary>
    public required int Major { get; init; }

    /// <summary>The columns that the query names; null where that is not known, so that it may use each.</summary>
    public CapturedColumns? Columns { get; init; }

    /// <summary>The snapshot that was read; null where nothing was published yet, or the query asks for the product's history only.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>The age of that snapshot when the query was planned, in milliseconds.</summary>
    public long? SnapshotAgeMs { get; init; }
}

using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Profiles;

/// <summary>A batch of a product's table, as its report described it.</summary>
public sealed record BatchSummary
{
    /// <summary>The batch; empty for a caller from whom a rule keeps rows, because it has their places.</summary>
    public required string BatchId { get; init; }

    /// <summary>The contract that it was validated against.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The time at which it was checked, right before its publish.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Its rows; absent for a caller from whom a rule keeps rows.</summary>
    public long? Rows { get; init; }

    /// <summary>The number of batches that the report covers; usually 1.</summary>
    public required int Batches { get; init; }

    /// <summary>The time from the start of its publish to the end of its checks, in milliseconds; null where the report does not say.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The snapshot that published it; null when it was quarantined.</summary>
    public long? SnapshotId { get; init; }
}

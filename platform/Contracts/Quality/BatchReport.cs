namespace MeshStarter.Contracts;

/// <summary>How one batch of a product's table fared: what its own service tells the catalog after each refresh.</summary>
public sealed record BatchReport
{
    /// <summary>The batch; reported again, it counts once.</summary>
    public required string BatchId { get; init; }

    /// <summary>The contract that the batch was held against.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>When it was checked.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Its rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The snapshot that published it; null when it was kept out.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>What each check said, in the contract's order.</summary>
    public required IReadOnlyList<CheckResult> Results { get; init; }
}

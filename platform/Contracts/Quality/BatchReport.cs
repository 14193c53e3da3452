using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Quality;

/// <summary>The result of one batch of a product's table: the results of its checks, and the origin of its rows. It travels with the commit that publishes the batch.</summary>
public sealed record BatchReport
{
    /// <summary>The batch; reported again, it counts once.</summary>
    public required string BatchId { get; init; }

    /// <summary>The contract that the batch was validated against.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The time at which it was checked.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Its rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The snapshot that published it; null when it was quarantined.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>The result of each check, in the contract's order.</summary>
    public required IReadOnlyList<CheckResult> Results { get; init; }

    /// <summary>The number of batches that it covers, all of one minute and with the same outcome of each check; 1 by default.</summary>
    public int Batches { get; init; } = 1;

    /// <summary>Whether it is a further try of a batch that was quarantined, and reported, before.</summary>
    public bool IsReplay { get; init; }

    /// <summary>The time from the start of its publish to the end of its checks, in milliseconds; null where the report does not say.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The origin of its rows; null where nothing is known of that.</summary>
    public BatchOrigin? Origin { get; init; }
}

using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Quality;

/// <summary>A batch that a check quarantined, as its domain's own people see it.</summary>
public sealed record QuarantinedBatch
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <summary>Its number; later ones have greater numbers.</summary>
    public required long Id { get; init; }

    /// <summary>The contract that it was validated against.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The batch, as the catalog knows it.</summary>
    public required string BatchId { get; init; }

    /// <summary>Place of its first row in the outbox; null for a batch that was published as a whole.</summary>
    public long? FirstPosition { get; init; }

    /// <summary>Place of its last row; null for a batch that was published as a whole.</summary>
    public long? LastPosition { get; init; }

    /// <summary>The number of its rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The time at which it was quarantined.</summary>
    public required DateTimeOffset QuarantinedAt { get; init; }

    /// <summary>The time at which it was published after all; null as long as it is quarantined.</summary>
    public DateTimeOffset? ReplayedAt { get; init; }

    /// <summary>The snapshot that published it; null also when newer rows stood in the place of all its own, or they were deleted.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>The last result of each check.</summary>
    public required IReadOnlyList<QuarantinedResult> Results { get; init; }

    /// <summary>The major version whose rows they are.</summary>
    [JsonIgnore]
    public ProductMajorVersion ProductMajorVersion => new(Product, Major);
}

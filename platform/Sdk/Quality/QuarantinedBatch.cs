using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Quality;

/// <summary>A batch that a check kept from readers.</summary>
internal sealed record QuarantinedBatch
{
    /// <summary>Whose rows they are.</summary>
    public required ProductMajor Product { get; init; }

    /// <summary>Its number; later ones have greater numbers.</summary>
    public required long Id { get; init; }

    /// <summary>The contract that it was held against.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The batch, as the catalog knows it.</summary>
    public required string BatchId { get; init; }

    /// <summary>Place of its first row in the outbox; null for a batch that was published as a whole.</summary>
    public required long? FirstPosition { get; init; }

    /// <summary>Place of its last row; null for a batch that was published as a whole.</summary>
    public required long? LastPosition { get; init; }

    /// <summary>How many rows it has.</summary>
    public required long Rows { get; init; }

    /// <summary>When it was kept out.</summary>
    public required DateTimeOffset QuarantinedAt { get; init; }

    /// <summary>When it was published after all; null as long as it is kept out.</summary>
    public DateTimeOffset? ReplayedAt { get; init; }

    /// <summary>The snapshot that published it; null also when newer rows stood in the place of all its own.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>What each check said the last time.</summary>
    public required IReadOnlyList<CheckResult> Results { get; init; }

    /// <summary>For each check, a few of the rows that break it, an object in JSON each.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Samples { get; init; }
}

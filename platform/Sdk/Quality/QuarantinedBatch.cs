using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Quality;

/// <summary>A batch that a check kept from readers.</summary>
internal sealed record QuarantinedBatch
{
    /// <summary>Its number; later ones have greater numbers.</summary>
    public required long Id { get; init; }

    /// <summary>The contract that it was held against.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The batch, as the catalog knows it.</summary>
    public required string BatchId { get; init; }

    /// <summary>Place of its first row in the outbox.</summary>
    public required long FirstPosition { get; init; }

    /// <summary>Place of its last row.</summary>
    public required long LastPosition { get; init; }

    /// <summary>How many rows it has.</summary>
    public required long Rows { get; init; }

    /// <summary>When it was kept out.</summary>
    public required DateTimeOffset QuarantinedAt { get; init; }

    /// <summary>What each check said.</summary>
    public required IReadOnlyList<CheckResult> Results { get; init; }

    /// <summary>For each check, a few of the rows that break it, an object in JSON each.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Samples { get; init; }
}

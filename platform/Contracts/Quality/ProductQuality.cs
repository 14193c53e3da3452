using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Contracts.Quality;

/// <summary>The quality of one major version of a product, as reported to the catalog.</summary>
public sealed record ProductQuality
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <summary>The result of each check on the newest batch; empty before the first.</summary>
    public required IReadOnlyList<CheckStatus> Checks { get; init; }

    /// <summary>The results of the batches by minute, the newest first; minutes without a batch are left out.</summary>
    public required IReadOnlyList<QualityMinute> History { get; init; }

    /// <summary>The failure that keeps rows from the table; null when they reach it, or nothing was reported.</summary>
    public PublishingState? Publishing { get; init; }

    /// <summary>Whether the product's service is there to publish; null where the catalog does not say.</summary>
    public Reachability? Reachability { get; init; }
}

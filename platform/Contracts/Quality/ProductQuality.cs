namespace MeshStarter.Contracts;

/// <summary>What the catalog knows of the quality of one major version of a product.</summary>
public sealed record ProductQuality
{
    /// <summary>The product.</summary>
    public required DataProductId Product { get; init; }

    /// <summary>The major version.</summary>
    public required int Major { get; init; }

    /// <summary>What each check said of the newest batch; empty before the first.</summary>
    public required IReadOnlyList<CheckStatus> Checks { get; init; }

    /// <summary>What became of the batches, minute by minute, the newest first; minutes without a batch are left out.</summary>
    public required IReadOnlyList<QualityMinute> History { get; init; }

    /// <summary>That rows do not reach the table; null when they do, or nobody said otherwise.</summary>
    public PublishingState? Publishing { get; init; }

    /// <summary>Whether the product's service is there to publish; null where the catalog does not say.</summary>
    public Reachability? Reachability { get; init; }
}

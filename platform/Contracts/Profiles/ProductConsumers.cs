using MeshStarter.Contracts.Lifecycle;

namespace MeshStarter.Contracts.Profiles;

/// <summary>The registered consumers of a product, of all its major versions.</summary>
public sealed record ProductConsumers
{
    /// <summary>The number of consumers.</summary>
    public required int Count { get; init; }

    /// <summary>Their domains, by name.</summary>
    public required IReadOnlyList<ConsumerDomain> Domains { get; init; }

    /// <summary>Each subscription with consumer and purpose; null for a caller who may not audit the product.</summary>
    public IReadOnlyList<ConsumerSubscription>? Subscriptions { get; init; }
}

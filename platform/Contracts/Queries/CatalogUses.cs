using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Queries;

/// <summary>The uses of products, which governance compares rules with. Only governance reads it.</summary>
/// <param name="Since">The time since which queries count.</param>
/// <param name="Queries">The recorded queries since then.</param>
/// <param name="Subscriptions">The subscriptions.</param>
/// <param name="Reads">What the recorded queries read, those of one principal that read the same columns together.</param>
public sealed record CatalogUses(DateTimeOffset Since, int Queries, IReadOnlyList<SubscriptionUse> Subscriptions, IReadOnlyList<QueryUse> Reads)
{
    /// <summary>Whether these are all subscriptions and reads.</summary>
    public bool IsComplete { get; init; } = true;
}

/// <summary>A subscription.</summary>
/// <param name="Product">The product.</param>
/// <param name="Consumer">The person or service.</param>
/// <param name="Domain">Its domain; null for none.</param>
/// <param name="Columns">The columns of its copies of the contract; null where it has not sent them.</param>
public sealed record SubscriptionUse(DataProductId Product, string Consumer, string? Domain, IReadOnlyList<string>? Columns = null);

/// <summary>Recorded queries of one principal that read the same columns of a product.</summary>
/// <param name="Product">The product.</param>
/// <param name="Principal">The person or service.</param>
/// <param name="Domain">Its domain; null for none.</param>
/// <param name="Columns">The columns; null where they are not known, and for all.</param>
/// <param name="Queries">How many.</param>
public sealed record QueryUse(DataProductId Product, string Principal, string? Domain, IReadOnlyList<string>? Columns, int Queries);

using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Overview;

/// <summary>A change of a product that readers should know of.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Kind">What changed.</param>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="Version">The version that was registered; null for the other kinds.</param>
public sealed record MeshChange(DateTimeOffset At, MeshChangeKind Kind, DataProductId Product, int Major, ProductVersion? Version = null);

/// <summary>The kinds of changes. On the wire in snake case.</summary>
public enum MeshChangeKind
{
    /// <summary>A product is new.</summary>
    ProductAdded,

    /// <summary>A version of a product is new.</summary>
    VersionAdded,

    /// <summary>A major version is deprecated: its owner set its end.</summary>
    Deprecated,

    /// <summary>A major version can no longer be read.</summary>
    Retired,

    /// <summary>New rows of a major version do not reach its table, since then.</summary>
    PublishingFailed,
}

using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Profiles;

/// <summary>A registered version of a product.</summary>
public sealed record VersionSummary
{
    /// <summary>The version.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>The state of its major version.</summary>
    public required MajorVersionState State { get; init; }

    /// <summary>Whether the product's plain name means this version.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>The time at which it was first registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The version before it that <see cref="Changes"/> are counted from; null for the first.</summary>
    public ProductVersion? Previous { get; init; }

    /// <summary>Its changes since the version before it; empty for the first.</summary>
    public required IReadOnlyList<ContractChange> Changes { get; init; }
}

using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Catalog.Search;

/// <summary>A profile with the classification and the tags that a bundle has in force.</summary>
internal sealed record ProfileInForce
{
    /// <summary>The bundle.</summary>
    public required PolicyBundle Bundle { get; init; }

    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>The kind, as facets have it.</summary>
    public required string Kind { get; init; }

    /// <summary>The classification.</summary>
    public required Classification Classification { get; init; }

    /// <summary>The classification, as facets have it.</summary>
    public required string ClassificationName { get; init; }

    /// <summary>The kinds of ports, as facets have them.</summary>
    public required IReadOnlyList<string> Ports { get; init; }

    /// <summary>The tags of the columns.</summary>
    public required IReadOnlyList<string> Tags { get; init; }
}

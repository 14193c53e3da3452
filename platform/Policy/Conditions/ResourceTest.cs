using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Conditions;

/// <summary>Tests the product for a condition. Every given part must hold; a list holds when any entry does.</summary>
internal sealed record ResourceTest
{
    /// <summary>The classifications; empty does not ask, as with the other lists.</summary>
    public IReadOnlyList<Classification> Classifications { get; init; } = [];

    /// <summary>The products by name.</summary>
    public IReadOnlyList<DataProductId> Products { get; init; } = [];

    /// <summary>The owning domains.</summary>
    public IReadOnlyList<string> ProductDomains { get; init; } = [];

    /// <summary>Tags of which the product has a column.</summary>
    public IReadOnlyList<string> ColumnTags { get; init; } = [];

    /// <summary>Whether it holds for a product.</summary>
    /// <param name="resource">The product, with the tags in force.</param>
    /// <param name="gives">Whether readers get more where it holds: tags that only other versions of the product have do not count then.</param>
    public bool Holds(PolicyResource resource, bool gives) =>
        (Classifications.Count == 0 || Classifications.Contains(resource.Classification))
        && (Products.Count == 0 || Products.Contains(resource.Product))
        && (ProductDomains.Count == 0 || ProductDomains.Contains(resource.Product.Domain, StringComparer.Ordinal))
        && (ColumnTags.Count == 0 || resource.Columns.Any(column => (gives ? column.Declared : column.Tags).Any(tag => ColumnTags.Any(general => ColumnTag.Covers(general, tag)))));

    /// <summary>Whether it holds for a product of which only the name is known, or for every product; null where the rest decides.</summary>
    public bool? HoldsForAll(DataProductId? product)
    {
        bool? named = product is { } id
            ? (Products.Count == 0 || Products.Contains(id)) && (ProductDomains.Count == 0 || ProductDomains.Contains(id.Domain, StringComparer.Ordinal))
            : Products.Count == 0 && ProductDomains.Count == 0 ? true : null;
        bool? described = Classifications.Count == 0 && ColumnTags.Count == 0 ? true : null;
        return named & described;
    }
}

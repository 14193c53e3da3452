using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Search;

/// <summary>A page of the products that match a search, with the counts of all that match.</summary>
public sealed record ProductSearchPage
{
    /// <summary>The products of this page, in the order of the search.</summary>
    public required IReadOnlyList<ProductMatch> Items { get; init; }

    /// <summary>The number of products that match the words and the filters.</summary>
    public required int Total { get; init; }

    /// <summary>The values that products have, with counts.</summary>
    public required IReadOnlyList<SearchFacet> Facets { get; init; }

    /// <summary>The words that the items match if no product matches those of the search; null otherwise.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>The <c>cursor</c> of the next page; null on the last page, and said so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Next { get; init; }
}

namespace MeshStarter.Contracts.Search;

/// <summary>A property of the products that match a search.</summary>
/// <param name="Name">The parameter that filters by it, such as <c>domain</c>.</param>
/// <param name="Values">Its most frequent values, the most frequent first, and those that the search filters by.</param>
/// <param name="More">The number of values that are left out.</param>
public sealed record SearchFacet(string Name, IReadOnlyList<SearchFacetValue> Values, int More);

namespace MeshStarter.Contracts.Search;

/// <summary>A value of a facet.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The number of products with it that match the words and the filters of the other facets.</param>
/// <param name="IsSelected">Whether the search filters by it.</param>
public sealed record SearchFacetValue(string Value, int Count, bool IsSelected);

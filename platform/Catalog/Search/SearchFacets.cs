using MeshStarter.Contracts.Search;

namespace MeshStarter.Catalog.Search;

/// <summary>Counts the values of the products that match a search.</summary>
internal static class SearchFacets
{
    private const int MostValues = 30;

    /// <summary>Counts each facet among the groups that pass the filters of the other facets, so that a count says what a further value adds.</summary>
    public static IReadOnlyList<SearchFacet> Count(IReadOnlyCollection<SearchGroup> groups, IReadOnlyDictionary<SearchFacetKind, IReadOnlyList<string>> filters) =>
        [.. SearchFacetKind.All.Select(facet => Count(facet, groups, filters))];

    private static SearchFacet Count(SearchFacetKind facet, IReadOnlyCollection<SearchGroup> groups, IReadOnlyDictionary<SearchFacetKind, IReadOnlyList<string>> filters)
    {
        var selected = filters.GetValueOrDefault(facet, []);
        var counts = selected.ToDictionary(value => value, _ => 0, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (!group.PassesBut(facet))
            {
                continue;
            }

            var own = facet.ValuesOf(group.Profile, group.State);
            foreach (var value in own)
            {
                counts[value] = counts.GetValueOrDefault(value) + group.Count;
            }

            // A selected tag that no column has itself counts those below it.
            foreach (var general in selected)
            {
                if (!own.Contains(general, StringComparer.Ordinal) && facet.Holds(group.Profile, group.State, [general]))
                {
                    counts[general] += group.Count;
                }
            }
        }

        List<SearchFacetValue> values = [.. counts.Select(count => new SearchFacetValue(count.Key, count.Value, selected.Contains(count.Key, StringComparer.Ordinal)))
            .OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal)];
        List<SearchFacetValue> listed = [.. values.Where((value, at) => at < MostValues || value.IsSelected)];
        return new SearchFacet(facet.Name, listed, values.Count - listed.Count);
    }
}

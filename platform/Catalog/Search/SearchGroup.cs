using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Search;

/// <summary>The products that match a search's words and that the caller may discover, with one profile and one state.</summary>
/// <param name="profile">What is in force for them.</param>
/// <param name="state">Their state.</param>
/// <param name="filters">The filters of the search.</param>
internal sealed class SearchGroup(ProfileInForce profile, SloState state, IReadOnlyDictionary<SearchFacetKind, IReadOnlyList<string>> filters)
{
    private readonly SearchFacetKind[] _missed = [.. filters.Where(filter => !filter.Key.Holds(profile, state, filter.Value)).Select(filter => filter.Key)];

    /// <summary>The profile that is in force for them.</summary>
    public ProfileInForce Profile { get; } = profile;

    /// <summary>Their state.</summary>
    public SloState State { get; } = state;

    /// <summary>Their number.</summary>
    public int Count { get; set; }

    /// <summary>Whether they pass all filters.</summary>
    public bool Passes => _missed.Length == 0;

    /// <summary>Whether they pass all filters but that of one facet.</summary>
    public bool PassesBut(SearchFacetKind facet) => _missed.Length == 0 || (_missed.Length == 1 && _missed[0] == facet);
}

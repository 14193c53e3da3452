namespace MeshStarter.Catalog.Search;

/// <summary>The result of a search.</summary>
/// <param name="Groups">What matches the words, whatever the filters.</param>
/// <param name="Page">The products of the page in order, and the first one of the page after it.</param>
internal sealed record SearchResult(IReadOnlyCollection<SearchGroup> Groups, IReadOnlyList<SearchHit> Page);

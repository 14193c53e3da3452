using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Search;

/// <summary>A search over the products in memory: it ranks, decides, counts and takes the page.</summary>
internal sealed class SearchRun(ProductIndexContent content, CallerDecisions caller, SearchRequest request, DateTime now)
{
    private const int BestRank = 8;

    private readonly Dictionary<(KnownProfile Profile, SloState State), SearchGroup> _groups = [];

    /// <summary>Finds what matches.</summary>
    /// <param name="text">The words; null for all products.</param>
    public SearchResult Find(SearchText? text)
    {
        _groups.Clear();
        var versions = content.Versions;
        if (text is { Lexemes.Count: 0 })
        {
            return new SearchResult([], []);
        }

        var ranks = text is null ? null : content.Words.Rank(text.Lexemes, versions.Length);
        // One more than the page shows whether another page follows.
        var page = new PriorityQueue<SearchHit, SearchHit>(SearchHit.LastFirst);
        for (var number = 0; number < versions.Length; number++)
        {
            if ((ranks is not null && ranks[number] == 0) || versions[number] is not { } version || !version.IsDefaultAt(now) || !caller.MayDiscover(version))
            {
                continue;
            }

            var group = GroupOf(version);
            group.Count++;
            if (!group.Passes)
            {
                continue;
            }

            var rank = text is null ? 0 : version.Title == text.Title || version.Product.Product == text.Product ? BestRank : ranks![number];
            var hit = Hit(version, rank);
            if (request.After is { } after && hit.Compare(after) <= 0)
            {
                continue;
            }

            if (page.Count <= request.Limit)
            {
                page.Enqueue(hit, hit);
            }
            else if (hit.Compare(page.Peek()) < 0)
            {
                page.EnqueueDequeue(hit, hit);
            }
        }

        return new SearchResult(_groups.Values, [.. page.UnorderedItems.Select(item => item.Element).Order(SearchHit.FirstFirst)]);
    }

    /// <summary>Whether a product that the caller may discover has a word, whole or as the beginning of one, or every text has it.</summary>
    public bool IsKnown(string[] lexemes, bool isWhole) => Array.TrueForAll(lexemes, lexeme => content.Words.Has(lexeme, isWhole, IsVisible));

    private bool IsVisible(int number) => content.Versions[number] is { } version && version.IsDefaultAt(now) && caller.MayDiscover(version);

    private SearchGroup GroupOf(VisibleVersion version)
    {
        var key = (version.Profile, State: content.StateOf(version));
        return _groups.TryGetValue(key, out var group)
            ? group
            : _groups[key] = new SearchGroup(version.Profile.InForce(caller.Bundle), key.State, request.Filters);
    }

    private SearchHit Hit(VisibleVersion version, int rank)
    {
        var (use, trust) = ((long)-version.Use, (long)content.StateOf(version));
        return request.Sort switch
        {
            SearchSort.Relevance => new SearchHit(version, -rank, use, trust),
            SearchSort.Use => new SearchHit(version, use, trust, 0),
            SearchSort.Trust => new SearchHit(version, trust, use, 0),
            SearchSort.Newest => new SearchHit(version, -version.RegisteredAt.Ticks, 0, 0),
            _ => new SearchHit(version, 0, 0, 0),
        };
    }
}

using System.Text.Json;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Search;
using MeshStarter.Contracts.Slo;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Search;

/// <summary>Searches the products that a caller may discover. What it may not discover is in no item, no count and no correction.</summary>
internal sealed class ProductSearch(ProductIndex index, SearchStore store, Lexemes lexemes, CatalogDecisions decisions, TimeProvider time)
{
    private const int MostMatchingColumns = 5;

    // A product may change between the search and the reading of its page.
    private const int MostTries = 3;

    /// <summary>Answers a search.</summary>
    public async Task<ProductSearchPage> FindAsync(Principal principal, SearchRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var caller = new CallerDecisions(decisions.Bundle, principal);
        var requested = request.Words is { } words ? await TextAsync(words, cancellationToken) : null;
        for (var tries = 1; ; tries++)
        {
            await index.RefreshAsync(cancellationToken);
            var (text, correction, result) = (requested, (SearchText?)null, Find(requested));
            if (result.Groups.Count == 0 && requested is { Words.Count: > 0 } && await CorrectAsync(caller, request, requested, now, cancellationToken) is { } corrected)
            {
                (text, correction, result) = (corrected, corrected, Find(corrected));
            }

            List<SearchHit> page = [.. result.Page.Take(request.Limit)];
            var rows = await store.CardsAsync([.. page.Select(hit => hit.Version)], now.UtcDateTime, cancellationToken);
            // The caller was decided about with the profile that the search had.
            var unchanged = page.Where(hit => rows.TryGetValue(hit.Version.Name, out var row) && row.Profile == hit.Version.Profile.Id).ToList();
            if (unchanged.Count < page.Count && tries < MostTries)
            {
                continue;
            }

            var states = index.Read(content => unchanged.ToDictionary(hit => hit.Version, hit => content.StateOf(hit.Version)));
            return new ProductSearchPage
            {
                Items = [.. unchanged.Select(hit => Item(hit.Version, states[hit.Version], rows[hit.Version.Name], caller, text, now))],
                Total = result.Groups.Where(group => group.Passes).Sum(group => group.Count),
                Facets = SearchFacets.Count(result.Groups, request.Filters),
                DidYouMean = result.Groups.Count == 0 ? null : correction?.Title,
                Next = result.Page.Count > request.Limit ? page[^1].Cursor.Write(request.Fingerprint) : null,
            };
        }

        SearchResult Find(SearchText? text) => index.Read(content => new SearchRun(content, caller, request, now.UtcDateTime).Find(text));
    }

    // A word of undiscoverable products alone is as unknown as one of none.
    private async Task<SearchText?> CorrectAsync(CallerDecisions caller, SearchRequest request, SearchText text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await lexemes.OfAsync(text.Words, cancellationToken);
        var candidates = index.Read(content => text.Words.Distinct(StringComparer.Ordinal).Where(word => !Run(content).IsKnown(known[word], isWhole: false))
            .ToDictionary(word => word, word => Spelling.IsCorrectable(word) ? content.Words.Nearest(word) : [], StringComparer.Ordinal));
        var found = await lexemes.OfAsync(candidates.Values.SelectMany(words => words), cancellationToken);
        var corrected = index.Read(content => text.Words.Select(word => candidates.TryGetValue(word, out var near) ? near.FirstOrDefault(candidate => Run(content).IsKnown(found[candidate], isWhole: true)) : word).ToList());
        List<string> words = [.. corrected.OfType<string>()];
        return words.Count < corrected.Count || words.SequenceEqual(text.Words, StringComparer.Ordinal) ? null : await TextAsync(words, cancellationToken);

        SearchRun Run(ProductIndexContent content) => new(content, caller, request, now.UtcDateTime);
    }

    private async Task<SearchText> TextAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var known = await lexemes.OfAsync(words, cancellationToken);
        return new SearchText(words, [.. words.SelectMany(word => known[word]).Distinct(StringComparer.Ordinal)]);
    }

    private static ProductMatch Item(VisibleVersion version, SloState state, SearchRow row, CallerDecisions caller, SearchText? text, DateTimeOffset now)
    {
        var card = JsonSerializer.Deserialize<ProductSummary>(row.Card, MeshJson.Options)!;
        var columns = JsonSerializer.Deserialize<string[]>(row.Columns, MeshJson.Options)!;
        var profile = version.Profile.InForce(caller.Bundle);
        var presence = new DomainPresence(row.ReportedAt, row.SilentSince, row.OrphanedAt);
        return new ProductMatch
        {
            Name = card.Name,
            Version = card.Version,
            Kind = card.Kind,
            Owner = card.Owner,
            Description = card.Description,
            Classification = profile.Classification,
            Ports = card.Ports,
            Tags = profile.Tags,
            Slo = state,
            Consumers = version.Consumers,
            Columns = columns.Length,
            MatchingColumns = text is null ? [] : [.. columns.Where(column => SearchWords.Of(column).Any(word => text.Words.Any(wanted => SearchWords.Matches(word, wanted)))).Take(MostMatchingColumns)],
            State = ProductMapping.StateOf(row.RetiresAt, now),
            RetiresAt = row.RetiresAt,
            Reachability = presence.At(now),
            LastReportAt = presence.LastReportAt,
        };
    }
}

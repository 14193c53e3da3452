using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Catalog.Search;

/// <summary>A search for products, read from the parameters of its address.</summary>
internal sealed record SearchRequest
{
    /// <summary>The longest text of a search, in characters.</summary>
    public const int LongestText = 500;

    private const int MostWords = 16;
    private const int MostValues = 20;
    private const int LongestValue = 100;
    private const int DefaultLimit = 25;
    private const int MaximumLimit = 100;

    private static readonly string[] Own = ["q", "kind", "classification", "port", "tag", "slo", "sort", "cursor"];
    private static readonly string[] Shared = ["domain", "limit"];

    /// <summary>The words that a product has all of; null where every product matches.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>The values that a product has one of, by facet.</summary>
    public required IReadOnlyDictionary<SearchFacetKind, IReadOnlyList<string>> Filters { get; init; }

    /// <summary>The order of the products.</summary>
    public required SearchSort Sort { get; init; }

    /// <summary>The end of the page before; null for the first page.</summary>
    public SearchCursor? After { get; init; }

    /// <summary>The length of a page.</summary>
    public required int Limit { get; init; }

    /// <summary>Names the search without its page: a cursor belongs to one search.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Returns whether a request for products is a search; without a parameter of a search it is for the list by name.</summary>
    public static bool IsSearch(IQueryCollection query) => Own.Any(query.ContainsKey);

    /// <summary>Reads a search; the problem names the parameter, the rule and the fix.</summary>
    public static (SearchRequest? Request, string? Problem) Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(name => !Own.Contains(name, StringComparer.Ordinal) && !Shared.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            return (null, $"{Quoted.Text(unknown)} is no parameter of a search. Use {string.Join(", ", Own.Concat(Shared))}.");
        }

        if (Own.Where(name => name is "q" or "sort" or "cursor").Append("limit").FirstOrDefault(name => query[name].Count > 1) is { } repeated)
        {
            return (null, $"{repeated}: is given more than once. Give it once.");
        }

        var text = query["q"].ToString();
        if (TextProblem(text) is { } wrongText)
        {
            return (null, wrongText);
        }

        string[] words = [.. Terms(text)];
        if (words.Length > MostWords)
        {
            return (null, $"q: has {words.Length} words; a search has at most {MostWords}. Leave some out.");
        }

        Dictionary<SearchFacetKind, IReadOnlyList<string>> filters = [];
        foreach (var facet in SearchFacetKind.All)
        {
            string[] values = [.. query[facet.Name].OfType<string>().Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (values.Length > MostValues)
            {
                return (null, $"{facet.Name}: has {values.Length} values; a search filters by at most {MostValues}. Leave some out.");
            }

            if (values.Select(value => value.Length > LongestValue ? $"has a value of {value.Length} characters; one has at most {LongestValue}." : facet.Problem(value)).FirstOrDefault(problem => problem is not null) is { } wrong)
            {
                return (null, $"{facet.Name}: {wrong}");
            }

            if (values.Length > 0)
            {
                filters[facet] = values;
            }
        }

        var hasText = !string.IsNullOrWhiteSpace(text);
        var sort = hasText ? SearchSort.Relevance : SearchSort.Use;
        if (query["sort"].ToString() is { Length: > 0 } wantedSort && !WireNames.TryParse(wantedSort, out sort))
        {
            return (null, $"sort: {Quoted.Text(Short(wantedSort))} is not one of: {string.Join(", ", WireNames.All<SearchSort>())}.");
        }

        var limit = DefaultLimit;
        if (query["limit"].ToString() is { Length: > 0 } wantedLimit && (!int.TryParse(wantedLimit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaximumLimit))
        {
            return (null, $"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        var fingerprint = FingerprintOf(hasText ? words : null, filters, sort);
        SearchCursor? after = null;
        if (query["cursor"].ToString() is { Length: > 0 } cursor && !SearchCursor.TryParse(cursor, fingerprint, out after))
        {
            return (null, "cursor: is not the next of an answer to the same search. Leave it out for the first page.");
        }

        return (new SearchRequest { Words = hasText ? words : null, Filters = filters, Sort = sort, After = after, Limit = limit, Fingerprint = fingerprint }, null);
    }

    private static string? TextProblem(string text) =>
        text.Length > LongestText ? $"q: has {text.Length} characters; a search has at most {LongestText}. Search for fewer words."
        : VisibleText.Refused(text, hasLines: true) is { } hidden ? $"q: holds the control character U+{(int)hidden:X4}. Leave it out."
        : null;

    // orders.orders@1 is found by its name.
    private static IEnumerable<string> Terms(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(term => term.LastIndexOf('@') is var at and > 0 && term.AsSpan(at + 1) is { Length: > 0 } major && major.IndexOfAnyExceptInRange('0', '9') < 0 ? term[..at] : term)
            .SelectMany(SearchWords.Of);

    private static string Short(string value) => value.Length > LongestValue ? value[..LongestValue] : value;

    private static string FingerprintOf(IReadOnlyList<string>? words, Dictionary<SearchFacetKind, IReadOnlyList<string>> filters, SearchSort sort)
    {
        var content = string.Join('\n', [words is null ? "-" : $"+{string.Join(' ', words)}", .. filters.Select(filter => $"{filter.Key.Name}={string.Join(',', filter.Value)}"), WireNames.Of(sort)]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6));
    }
}

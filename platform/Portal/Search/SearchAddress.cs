using System.Text;
using Microsoft.Extensions.Primitives;

namespace MeshStarter.Portal.Search;

/// <summary>The address of a search: its words, filters, order and page. The parameters are those of the catalog's search.</summary>
public sealed record SearchAddress
{
    private const string Page = "/products";

    /// <summary>The parameters that filter, in the order of the page.</summary>
    public static readonly IReadOnlyList<string> Facets = ["domain", "kind", "classification", "port", "tag", "slo"];

    private readonly IReadOnlyList<(string Facet, string Value)> _filters;

    private SearchAddress(string words, IReadOnlyList<(string Facet, string Value)> filters, string? sort, string? cursor) =>
        (Words, _filters, Sort, Cursor) = (words, filters, sort, cursor);

    /// <summary>The words; empty without any.</summary>
    public string Words { get; }

    /// <summary>The filters.</summary>
    public IReadOnlyList<(string Facet, string Value)> Filters => _filters;

    /// <summary>The order; null for the usual one.</summary>
    public string? Sort { get; }

    /// <summary>The page; null for the first one.</summary>
    public string? Cursor { get; }

    /// <summary>Whether products are searched or filtered.</summary>
    public bool IsNarrowed => Words.Length > 0 || _filters.Count > 0;

    /// <summary>Reads the parameters of a request; others are left out.</summary>
    internal static SearchAddress Read(IQueryCollection query) => new(
        query["q"].ToString().Trim(),
        [.. Facets.SelectMany(facet => query[facet].OfType<string>().Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Select(value => (facet, value)))],
        Given(query["sort"]),
        Given(query["cursor"]));

    /// <summary>The search with a filter added or removed, from its first page.</summary>
    public SearchAddress Toggle(string facet, string value) => _filters.Contains((facet, value))
        ? new(Words, [.. _filters.Where(filter => filter != (facet, value))], Sort, cursor: null)
        : new(Words, [.. _filters, (facet, value)], Sort, cursor: null);

    /// <summary>The search with other words.</summary>
    public SearchAddress WithWords(string words) => new(words, _filters, Sort, cursor: null);

    /// <summary>The search without filters.</summary>
    public SearchAddress WithoutFilters() => new(Words, [], Sort, cursor: null);

    /// <summary>The search in another order.</summary>
    public SearchAddress WithSort(string? sort) => new(Words, _filters, sort, cursor: null);

    /// <summary>Another page of the search.</summary>
    public SearchAddress WithCursor(string? cursor) => new(Words, _filters, Sort, cursor);

    /// <summary>The address of the catalog's answer.</summary>
    public string OfCatalog => $"products?q={Uri.EscapeDataString(Words)}{Parameters()}";

    /// <summary>The address of the page.</summary>
    public override string ToString()
    {
        var parameters = (Words.Length > 0 ? $"&q={Uri.EscapeDataString(Words)}" : "") + Parameters();
        return parameters.Length > 0 ? $"{Page}?{parameters[1..]}" : Page;
    }

    private string Parameters()
    {
        var parameters = new StringBuilder();
        foreach (var (facet, value) in _filters)
        {
            parameters.Append('&').Append(facet).Append('=').Append(Uri.EscapeDataString(value));
        }

        if (Sort is not null)
        {
            parameters.Append("&sort=").Append(Uri.EscapeDataString(Sort));
        }

        if (Cursor is not null)
        {
            parameters.Append("&cursor=").Append(Uri.EscapeDataString(Cursor));
        }

        return parameters.ToString();
    }

    private static string? Given(StringValues value) => value.ToString() is { Length: > 0 } text ? text : null;
}

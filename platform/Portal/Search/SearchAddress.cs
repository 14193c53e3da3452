using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Querying;
using Microsoft.Extensions.Primitives;

namespace MeshStarter.Portal.Search;

/// <summary>The address of a search: its words, filters, order and page. The parameters are those of the catalog's search.</summary>
public sealed record SearchAddress
{
    /// <summary>The parameters that filter, in the order of the page.</summary>
    public static readonly IReadOnlyList<string> Facets = ["domain", "kind", "classification", "port", "tag", "slo"];

    /// <summary>The words; empty without any.</summary>
    public string Words { get; private init; } = "";

    /// <summary>The filters.</summary>
    public IReadOnlyList<(string Facet, string Value)> Filters { get; private init; } = [];

    /// <summary>The order; null for the usual one.</summary>
    public string? Sort { get; private init; }

    /// <summary>The page; null for the first one.</summary>
    public string? Cursor { get; private init; }

    /// <summary>Whether products are searched or filtered.</summary>
    public bool IsNarrowed => Words.Length > 0 || Filters.Count > 0;

    /// <summary>Reads the parameters of a request; others are left out.</summary>
    internal static SearchAddress Read(IQueryCollection query) => new()
    {
        Words = query["q"].ToString().Trim(),
        Filters = [.. Facets.SelectMany(facet => query[facet].OfType<string>().Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Select(value => (facet, value)))],
        Sort = Given(query["sort"]),
        Cursor = Given(query["cursor"]),
    };

    /// <summary>The search with a filter added or removed, from its first page.</summary>
    public SearchAddress Toggle(string facet, string value) =>
        this with { Filters = Filters.Contains((facet, value)) ? [.. Filters.Where(filter => filter != (facet, value))] : [.. Filters, (facet, value)], Cursor = null };

    /// <summary>The search with other words.</summary>
    public SearchAddress WithWords(string words) => this with { Words = words, Cursor = null };

    /// <summary>The search without filters.</summary>
    public SearchAddress WithoutFilters() => this with { Filters = [], Cursor = null };

    /// <summary>The search in another order.</summary>
    public SearchAddress WithSort(string? sort) => this with { Sort = sort, Cursor = null };

    /// <summary>Another page of the search.</summary>
    public SearchAddress WithCursor(string? cursor) => this with { Cursor = cursor };

    /// <summary>The address of the catalog's answer.</summary>
    public string OfCatalog => $"products?q={Uri.EscapeDataString(Words)}{Parameters}";

    /// <summary>The address of the page.</summary>
    public override string ToString() => PageAddress.Of("/products", QueryParameter.Of("q", Words) + Parameters);

    private string Parameters =>
        string.Concat([.. Filters.Select(filter => QueryParameter.Of(filter.Facet, filter.Value)), QueryParameter.Of("sort", Sort), QueryParameter.Of("cursor", Cursor)]);

    private static string? Given(StringValues value) => value.ToString() is { Length: > 0 } text ? text : null;
}

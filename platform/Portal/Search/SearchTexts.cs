using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Portal.Search;

/// <summary>The words of a search page for the names of the catalog.</summary>
internal static class SearchTexts
{
    /// <summary>The orders of a search, with their titles.</summary>
    public static readonly IReadOnlyList<(string? Sort, string Title)> Sorts =
        [(null, "Best match"), ("use", "Most used"), ("trust", "Most trusted"), ("newest", "Newest"), ("name", "Name")];

    /// <summary>The title of a facet.</summary>
    public static string Title(string facet) => facet switch
    {
        "domain" => "Domain",
        "kind" => "Kind",
        "classification" => "Classification",
        "port" => "Port",
        "tag" => "Tag",
        "slo" => "State",
        _ => facet,
    };

    /// <summary>The text of a facet's value.</summary>
    public static string Value(string facet, string value) => facet == "slo" && WireNames.TryParse<SloState>(value, out var state) ? SloText.Of(state) : value;
}

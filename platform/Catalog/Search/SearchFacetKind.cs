using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Search;

/// <summary>A property by which products are counted and filtered.</summary>
internal sealed class SearchFacetKind
{
    private readonly Func<ProfileInForce, SloState, IReadOnlyList<string>> _values;
    private readonly Func<string, string, bool> _covers;

    private SearchFacetKind(string name, Func<ProfileInForce, SloState, IReadOnlyList<string>> values, Func<string, string?> problem, Func<string, string, bool>? covers = null)
    {
        (Name, _values, Problem) = (name, values, problem);
        _covers = covers ?? ((wanted, value) => string.Equals(wanted, value, StringComparison.Ordinal));
    }

    /// <summary>All facets, in the order of an answer.</summary>
    public static IReadOnlyList<SearchFacetKind> All { get; } =
    [
        new("domain", (profile, _) => [profile.Domain], MeshName.Problem),
        new("kind", (profile, _) => [profile.Kind], value => Unknown<ProductKind>(value)),
        new("classification", (profile, _) => [profile.ClassificationName], value => Unknown<Classification>(value)),
        new("port", (profile, _) => profile.Ports, value => Unknown<PortType>(value)),
        new("tag", (profile, _) => profile.Tags, value => ColumnTag.IsValid(value) ? null : $"{Quoted.Text(value)} is not a tag: lower-case words joined by dots, such as pii.email.", ColumnTag.Covers),
        new("slo", (_, state) => [WireNames.Of(state)], value => Unknown<SloState>(value)),
    ];

    /// <summary>Its name, which is the parameter of a search.</summary>
    public string Name { get; }

    /// <summary>Returns the problem of a value to filter by; null where it has none.</summary>
    public Func<string, string?> Problem { get; }

    /// <summary>Returns the values of products with a profile and a state.</summary>
    public IReadOnlyList<string> ValuesOf(ProfileInForce profile, SloState state) => _values(profile, state);

    /// <summary>Returns whether products with a profile and a state have one of the values; a tag means the tags below it, too.</summary>
    public bool Holds(ProfileInForce profile, SloState state, IReadOnlyList<string> wanted) =>
        _values(profile, state).Any(value => wanted.Any(each => _covers(each, value)));

    private static string? Unknown<TEnum>(string value)
        where TEnum : struct, Enum =>
        WireNames.TryParse<TEnum>(value, out _) ? null : $"{Quoted.Text(value)} is not one of: {string.Join(", ", WireNames.All<TEnum>())}.";
}

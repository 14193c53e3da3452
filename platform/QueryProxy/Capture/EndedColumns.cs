using MeshStarter.Contracts.Products;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>The columns of each major version of a product that a query used, whatever for.</summary>
internal static class EndedColumns
{
    /// <summary>The columns by major version; one whose columns are not known is not in it.</summary>
    public static IReadOnlyDictionary<ProductMajorVersion, IReadOnlyList<string>> Of(QueryReading reading)
    {
        var uses = reading.Uses();
        var places = reading.Tables.Select((table, place) => (Version: VersionOf(table), Columns: uses?[place].All()))
            .Concat(reading.Histories.Select(table => (Version: VersionOf(table), Columns: (IReadOnlyList<string>?)[])));
        return places.GroupBy(place => place.Version)
            .Where(version => version.All(place => place.Columns is not null))
            .ToDictionary(version => version.Key, version => (IReadOnlyList<string>)[.. version.SelectMany(place => place.Columns!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static ProductMajorVersion VersionOf(ReadTable table) => new(table.Product, table.Major);
}

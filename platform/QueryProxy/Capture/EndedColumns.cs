using MeshStarter.Contracts.Products;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>The columns of each product that a query used, whatever for.</summary>
internal static class EndedColumns
{
    /// <summary>The columns by product; a product whose columns are not known is not in it.</summary>
    public static IReadOnlyDictionary<DataProductId, IReadOnlyList<string>> Of(QueryReading reading)
    {
        var uses = reading.Uses();
        var places = reading.Tables.Select((table, place) => (table.Product, Columns: uses?[place].All()))
            .Concat(reading.Histories.Select(table => (table.Product, Columns: (IReadOnlyList<string>?)[])));
        return places.GroupBy(place => place.Product)
            .Where(product => product.All(place => place.Columns is not null))
            .ToDictionary(product => product.Key, product => (IReadOnlyList<string>)[.. product.SelectMany(place => place.Columns!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }
}

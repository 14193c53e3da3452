using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>A table about the mesh, without data of products, as Trino has it.</summary>
/// <param name="Catalog">The catalog.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The table.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Sql">The query over base views that has its rows, with the columns' names; null for a table that is always empty.</param>
/// <param name="Reads">The base views that the query reads.</param>
internal sealed record MetadataTable(string Catalog, string Schema, string Name, IReadOnlyList<MetadataColumn> Columns, string? Sql, params BaseView[] Reads)
{
    /// <summary>The view's name in the worker, within its schema.</summary>
    public string View => $"{Catalog}.{Schema}.{Name}";

    /// <summary>The definition of the view.</summary>
    public Definition Definition => Definition.View(
        MetadataViews.Schema, $"{MetadataViews.Schema}.{SqlIdentifier.Quote(View)}", $"SELECT {string.Join(", ", Columns.Select(Column))}{(Sql is null ? " WHERE false" : $" FROM ({Sql})")}");

    private string Column(MetadataColumn column) =>
        $"CAST({(Sql is null ? "NULL" : SqlIdentifier.Quote(column.Name))} AS {column.EngineType}) AS {SqlIdentifier.Quote(column.Name)}";

    /// <summary>Columns from a list: <c>name, name: type; name: type</c>; a type is that of all names before it.</summary>
    public static IReadOnlyList<MetadataColumn> List(string columns) =>
    [
        .. columns.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(ofType =>
        {
            // a, b, c: varchar
            var end = ofType.IndexOf(':', StringComparison.Ordinal);
            return ofType[..end].Split(',', StringSplitOptions.TrimEntries).Select(name => new MetadataColumn(name, ofType[(end + 1)..].Trim()));
        }),
    ];
}

/// <summary>A column of a table about the mesh.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">Its type as Trino writes it.</param>
internal sealed record MetadataColumn(string Name, string Type)
{
    /// <summary>Its type in the engine's words.</summary>
    public string EngineType => Type switch
    {
        "array(varchar)" => "VARCHAR[]",
        "map(double, double)" => "MAP(DOUBLE, DOUBLE)",
        "timestamp(3) with time zone" or "timestamp(9) with time zone" => "TIMESTAMPTZ",
        _ => Type.ToUpperInvariant(),
    };
}

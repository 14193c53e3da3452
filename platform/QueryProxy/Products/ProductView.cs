using System.Globalization;
using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.QueryProxy.Engine;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// The SQL of the view through which a query sees a product: exactly the files of one snapshot, the declared columns in their
/// order and types, only the rows that the filters let through, masks over what is hidden. Pure.
/// </summary>
internal static class ProductView
{
    public static IReadOnlyList<string> Statements(ProductDetails product, TableSnapshot? snapshot, PolicyDecision decision)
    {
        var name = $"{Sandbox.Catalog}.{SqlIdentifier.Quote(product.Name.Domain)}.{SqlIdentifier.Quote(product.Name.Product)}";
        return
        [
            $"CREATE SCHEMA IF NOT EXISTS {Sandbox.Catalog}.{SqlIdentifier.Quote(product.Name.Domain)}",
            $"CREATE VIEW {name} AS {Query(product, snapshot, decision)}",
        ];
    }

    private static string Query(ProductDetails product, TableSnapshot? snapshot, PolicyDecision decision)
    {
        var sql = new StringBuilder("SELECT ");
        sql.AppendJoin(", ", product.Schema.Select(column => Visible(column, decision)));
        return sql.Append(" FROM (").Append(Filtered(Rows(product, snapshot), decision.RowFilters)).Append(')').ToString();
    }

    private static string Visible(ColumnDefinition column, PolicyDecision decision)
    {
        var name = SqlIdentifier.Quote(column.Name);
        return decision.Masks.TryGetValue(column.Name, out var mask) ? $"{mask.ToSql(name, column.Type)} AS {name}" : name;
    }

    /// <summary>
    /// The rows that may be seen. The LIMIT changes nothing but the plan: the engine does not move a query's own conditions
    /// below it. Without it they may run first, over hidden rows, and tell of them by an error (tried: CASE over a join did).
    /// </summary>
    private static string Filtered(string rows, IReadOnlyList<string> filters)
    {
        if (filters.Count == 0)
        {
            return rows;
        }

        // A filter stands on lines of its own: a comment at its end hides nothing of what follows.
        var conditions = string.Join(" AND ", filters.Select(filter => $"(\n{filter}\n)"));
        return $"SELECT * FROM ({rows}) WHERE {conditions} LIMIT {long.MaxValue.ToString(CultureInfo.InvariantCulture)}";
    }

    private static string Rows(ProductDetails product, TableSnapshot? snapshot)
    {
        if (snapshot is null || snapshot.Files.Count == 0)
        {
            return $"SELECT {string.Join(", ", product.Schema.Select(Empty))} WHERE false";
        }

        var files = $"read_parquet({SqlLiteral.ListOf(snapshot.Files.Select(file => file.Path))}, union_by_name = true, hive_partitioning = false)";
        // Files of an older version may lack columns that the newest has: they are NULL there.
        var source = snapshot.Version == product.Version
            ? files
            : $"(SELECT {string.Join(", ", product.Schema.Select(Empty))} WHERE false UNION ALL BY NAME SELECT * FROM {files})";
        return $"SELECT {string.Join(", ", product.Schema.Select(Declared))} FROM {source}";
    }

    private static string Declared(ColumnDefinition column)
    {
        var name = SqlIdentifier.Quote(column.Name);
        return $"CAST({name} AS {column.Type.ToDuckDb()}) AS {name}";
    }

    private static string Empty(ColumnDefinition column) => $"CAST(NULL AS {column.Type.ToDuckDb()}) AS {SqlIdentifier.Quote(column.Name)}";
}

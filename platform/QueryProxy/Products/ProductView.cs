using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.QueryProxy.Engine;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// The SQL of the view through which a query sees a product: exactly the files of one snapshot, the declared columns in their
/// order and types, as the decision lets them be seen. Pure.
/// </summary>
internal static class ProductView
{
    public static IReadOnlyList<string> Statements(ProductDetails product, TableSnapshot? snapshot, PolicyDecision decision)
    {
        var name = $"{Sandbox.Catalog}.{SqlIdentifier.Quote(product.Name.Domain)}.{SqlIdentifier.Quote(product.Name.Product)}";
        return
        [
            $"CREATE SCHEMA IF NOT EXISTS {Sandbox.Catalog}.{SqlIdentifier.Quote(product.Name.Domain)}",
            $"CREATE VIEW {name} AS {decision.VisibleRows(Rows(product, snapshot), product.Schema)}",
        ];
    }

    private static string Rows(ProductDetails product, TableSnapshot? snapshot)
    {
        if (snapshot is null || snapshot.Files.Count == 0)
        {
            return $"SELECT {string.Join(", ", product.Schema.Select(Empty))} WHERE false";
        }

        var files = $"read_parquet({SqlText.List(snapshot.Files.Select(file => file.Path))}, union_by_name = true, hive_partitioning = false)";
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

using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Leads tables of a query to the views that they are found in: the engine's information_schema is about itself, and it knows no older states.</summary>
internal static class TreeRewriter
{
    public static string ToViews(ReadOnlyMemory<byte> tree, IReadOnlyDictionary<ulong, TableView> views)
    {
        var root = QueryTree.Read(tree);
        var names = new List<IReadOnlyList<string>>();
        foreach (var node in Nodes.Within(root).Select(each => each.Part).OfType<JsonObject>().Where(node => Nodes.Text(node, "type") == "BASE_TABLE").ToList())
        {
            if (views.TryGetValue(Nodes.Place(node), out var view))
            {
                Rewrite(node, view, names);
            }
        }

        foreach (var column in names.Count > 0 ? Nodes.Columns(root).ToList() : [])
        {
            Shorten(column, names);
        }

        return QueryTree.Write(root);
    }

    /// <summary>Rewrites a table, and notes the names that columns may be qualified with: in full, and without the catalog, whichever of them the query gives the table.</summary>
    private static void Rewrite(JsonObject table, TableView view, List<IReadOnlyList<string>> names)
    {
        table["catalog_name"] = Definition.Catalog;
        table["schema_name"] = view.Schema;
        table["table_name"] = view.Name;
        if (Nodes.Text(table, "alias").Length == 0)
        {
            table["alias"] = view.Table[^1];
            names.AddRange([view.Table, [.. view.Table.Skip(1)]]);
        }
    }

    /// <summary>Shortens the qualifier of a column to the alias: <c>information_schema.tables.table_name</c> is <c>tables.table_name</c> then.</summary>
    private static void Shorten(JsonObject column, List<IReadOnlyList<string>> names)
    {
        var written = Nodes.Names(column["column_names"]);
        if (names.Find(name => written.Count > name.Count && name.Zip(written).All(part => AsciiNames.Comparer.Equals(part.First, part.Second))) is { } full)
        {
            column["column_names"] = new JsonArray([.. written.Skip(full.Count - 1).Select(part => (JsonNode)part)]);
        }
    }
}

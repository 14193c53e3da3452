using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Leads tables of a query to the views that they are found in: the engine's information_schema is about itself, and it knows no older states.</summary>
internal static class TreeRewriter
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4_000 };
    private static readonly JsonSerializerOptions Written = new() { MaxDepth = 4_000 };

    public static string ToViews(ReadOnlyMemory<byte> tree, IReadOnlyDictionary<ulong, TableView> views)
    {
        var root = JsonNode.Parse(tree.Span, nodeOptions: null, Options)!;
        var names = new List<string[]>();
        Rewrite(root, views, names);
        if (names.Count > 0)
        {
            Shorten(root, names);
        }

        return root.ToJsonString(Written);
    }

    /// <summary>Rewrites tables, and notes the names of those that columns may be qualified with in full.</summary>
    private static void Rewrite(JsonNode? node, IReadOnlyDictionary<ulong, TableView> views, List<string[]> names)
    {
        switch (node)
        {
            case JsonObject reference when IsTable(reference) && views.TryGetValue(reference["query_location"]!.GetValue<ulong>(), out var view):
                string[] name = [.. new[] { "catalog_name", "schema_name", "table_name" }.Select(part => reference[part]!.GetValue<string>()).Where(part => part.Length > 0)];
                reference["catalog_name"] = Definition.Catalog;
                reference["schema_name"] = view.Schema;
                reference["table_name"] = view.Name;
                reference["at_clause"] = null;
                if (view.Alias is { } alias && reference["alias"]!.GetValue<string>().Length == 0)
                {
                    reference["alias"] = alias;
                    if (name.Length > 1)
                    {
                        names.Add(name);
                    }
                }

                break;
            case JsonObject parent:
                foreach (var child in parent)
                {
                    Rewrite(child.Value, views, names);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rewrite(item, views, names);
                }

                break;
        }
    }

    /// <summary>Shortens the qualifiers of columns to the alias: <c>information_schema.tables.table_name</c> is <c>tables.table_name</c> then.</summary>
    private static void Shorten(JsonNode? node, List<string[]> names)
    {
        switch (node)
        {
            case JsonObject column when column["column_names"] is JsonArray parts && parts.Count > 2:
                var written = parts.Select(part => part!.GetValue<string>()).ToList();
                if (names.Find(name => written.Count > name.Length && name.Zip(written).All(part => AsciiNames.Comparer.Equals(part.First, part.Second))) is { } full)
                {
                    column["column_names"] = new JsonArray([.. written.Skip(full.Length - 1).Select(part => (JsonNode)part)]);
                }

                break;
            case JsonObject parent:
                foreach (var child in parent)
                {
                    Shorten(child.Value, names);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Shorten(item, names);
                }

                break;
        }
    }

    private static bool IsTable(JsonObject node) => node["type"] is JsonValue type && type.TryGetValue<string>(out var kind) && kind == "BASE_TABLE";
}

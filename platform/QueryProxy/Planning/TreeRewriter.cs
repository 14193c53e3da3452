using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Engine;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Leads tables of a query to the views that they are found in: the engine's information_schema is about itself, and it knows no older states.</summary>
internal static class TreeRewriter
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4_000 };
    private static readonly JsonSerializerOptions Written = new() { MaxDepth = 4_000 };

    public static string ToViews(ReadOnlyMemory<byte> tree, IReadOnlyDictionary<ulong, TableView> views)
    {
        var root = JsonNode.Parse(tree.Span, nodeOptions: null, Options)!;
        Rewrite(root, views);
        return root.ToJsonString(Written);
    }

    private static void Rewrite(JsonNode? node, IReadOnlyDictionary<ulong, TableView> views)
    {
        switch (node)
        {
            case JsonObject reference when IsTable(reference) && views.TryGetValue(reference["query_location"]!.GetValue<ulong>(), out var view):
                reference["catalog_name"] = Sandbox.Catalog;
                reference["schema_name"] = view.Schema;
                reference["table_name"] = view.Name;
                reference["at_clause"] = null;
                if (view.Alias is { } alias && reference["alias"]!.GetValue<string>().Length == 0)
                {
                    reference["alias"] = alias;
                }

                break;
            case JsonObject parent:
                foreach (var child in parent)
                {
                    Rewrite(child.Value, views);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rewrite(item, views);
                }

                break;
        }
    }

    private static bool IsTable(JsonObject node) => node["type"] is JsonValue type && type.TryGetValue<string>(out var kind) && kind == "BASE_TABLE";
}

using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Metadata;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Leads the metadata tables of a query to the mesh's own views: the engine's information_schema is about itself.</summary>
internal static class TreeRewriter
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4_000 };
    private static readonly JsonSerializerOptions Written = new() { MaxDepth = 4_000 };

    public static string ToMetadata(ReadOnlyMemory<byte> tree, IReadOnlyList<ResolvedTable.Metadata> tables)
    {
        var byOffset = tables.ToDictionary(table => table.Reference.Offset, table => table.Table);
        var root = JsonNode.Parse(tree.Span, nodeOptions: null, Options)!;
        Rewrite(root, byOffset);
        return root.ToJsonString(Written);
    }

    private static void Rewrite(JsonNode? node, Dictionary<ulong, MetadataTable> byOffset)
    {
        switch (node)
        {
            case JsonObject reference when IsTable(reference) && byOffset.TryGetValue(reference["query_location"]!.GetValue<ulong>(), out var table):
                reference["catalog_name"] = Sandbox.Catalog;
                reference["schema_name"] = MetadataTables.Schema;
                reference["table_name"] = MetadataTables.NameOf(table);
                break;
            case JsonObject parent:
                foreach (var child in parent)
                {
                    Rewrite(child.Value, byOffset);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rewrite(item, byOffset);
                }

                break;
        }
    }

    private static bool IsTable(JsonObject node) => node["type"] is JsonValue type && type.TryGetValue<string>(out var kind) && kind == "BASE_TABLE";
}

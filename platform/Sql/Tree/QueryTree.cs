using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>Reads and writes the tree that the engine's parser makes of a statement (<c>json_serialize_sql</c>). Pure.</summary>
internal static class QueryTree
{
    // An expression of the engine's own greatest depth (1,000) is about 3,000 levels of JSON.
    private const int MaxDepth = 4_000;

    /// <summary>A text of the greatest length makes a tree of about half of this.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };
    private static readonly JsonSerializerOptions Written = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a tree.</summary>
    /// <exception cref="JsonException">It is deeper than any that is run, or no JSON.</exception>
    /// <exception cref="InvalidOperationException">It is no tree.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> tree) => JsonNode.Parse(tree.Span, nodeOptions: null, Options) as JsonObject ?? throw new InvalidOperationException("A tree is an object.");

    /// <summary>Writes a tree that was rewritten.</summary>
    /// <exception cref="InvalidOperationException">It is deeper than any that is run.</exception>
    public static string Write(JsonNode tree) => tree.ToJsonString(Written);

    /// <summary>The query of a tree that was understood.</summary>
    public static QueryNode Query(JsonObject tree) => QueryNode.Of(Nodes.List(tree, "statements")[0]!.AsObject());
}

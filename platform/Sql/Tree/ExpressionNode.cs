using System.Text.Json;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>An expression of a tree that was understood.</summary>
/// <param name="Node">The node.</param>
internal readonly record struct ExpressionNode(JsonElement Node)
{
    /// <summary>The kind of expression: <c>COLUMN_REF</c>, <c>FUNCTION</c>, …</summary>
    public string Kind => Node.GetProperty("class").GetString()!;

    /// <summary>The alias; empty where there is none.</summary>
    public string Alias => Node.GetProperty("alias").GetString()!;

    /// <summary>The operator, comparison or conjunction that it is.</summary>
    public string Type => Node.GetProperty("type").GetString()!;

    /// <summary>Whether a function gives the state of an aggregate, not its value.</summary>
    public bool IsState => Node.GetProperty("export_state").GetBoolean();

    /// <summary>The parts of a column's name.</summary>
    public IReadOnlyList<string> Names => Texts(Node.GetProperty("column_names"));

    public string FunctionName => Node.GetProperty("function_name").GetString()!;

    /// <summary>The parts of a function's or type's name before the last: a schema, or a table or column whose value it is applied to.</summary>
    public IReadOnlyList<string> Qualifier =>
        [.. new[] { Node.GetProperty("catalog").GetString(), Node.GetProperty("schema").GetString() }.OfType<string>().Where(name => name.Length > 0)];

    /// <summary>The operand before IN of a subquery; null where there is none.</summary>
    public ExpressionNode? Child => Optional(Node.GetProperty("child"));

    public QueryNode Subquery => QueryNode.Of(Node.GetProperty("subquery"));

    /// <summary>The whole number that a constant is; null for others.</summary>
    public int? WholeNumber =>
        Kind == "CONSTANT" && Node.GetProperty("value").TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    /// <summary>Whether a star is one of chosen columns: <c>COLUMNS(…)</c>.</summary>
    public bool IsChoice => Node.GetProperty("expr").ValueKind != JsonValueKind.Null;

    /// <summary>The table of <c>t.*</c>; empty for all.</summary>
    public string StarOf => Node.GetProperty("relation_name").GetString()!;

    /// <summary>The columns that a star replaces, with their values.</summary>
    public IEnumerable<(string Column, ExpressionNode Value)> Replaced =>
        Node.GetProperty("replace_list").EnumerateArray().Select(each => (each.GetProperty("key").GetString()!, new ExpressionNode(each.GetProperty("value"))));

    /// <summary>The columns that a star leaves out: <c>["at"]</c>, or <c>[{"catalog": "", "schema": "", "table": "o", "column": "at"}]</c>.</summary>
    public IEnumerable<string> Excluded =>
        Node.GetProperty("exclude_list").EnumerateArray().Concat(Node.TryGetProperty("qualified_exclude_list", out var qualified) ? qualified.EnumerateArray() : [])
            .Select(each => each.ValueKind == JsonValueKind.String ? each.GetString()! : each.GetProperty("column").GetString()!);

    internal static ExpressionNode? Optional(JsonElement expression) => expression.ValueKind == JsonValueKind.Null ? null : new ExpressionNode(expression);

    internal static IReadOnlyList<ExpressionNode> List(JsonElement expressions) => [.. expressions.EnumerateArray().Select(expression => new ExpressionNode(expression))];

    internal static IReadOnlyList<string> Texts(JsonElement names) => [.. names.EnumerateArray().Select(name => name.GetString()!)];

    /// <summary>The place of a node in the text, in bytes; the highest number where it has none.</summary>
    internal static ulong PlaceOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("query_location", out var at) && at.TryGetUInt64(out var offset) ? offset : ulong.MaxValue;
}

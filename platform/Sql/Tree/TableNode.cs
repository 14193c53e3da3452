using System.Text.Json;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>A table, join, subquery or function in FROM, of a tree that was understood.</summary>
/// <param name="Node">The node.</param>
internal readonly record struct TableNode(JsonElement Node)
{
    /// <summary>The kind: <c>BASE_TABLE</c>, <c>JOIN</c>, <c>SUBQUERY</c>, <c>TABLE_FUNCTION</c>, <c>EXPRESSION_LIST</c>, <c>EMPTY</c>.</summary>
    public string Kind => Node.GetProperty("type").GetString()!;

    /// <summary>The alias; empty where there is none.</summary>
    public string Alias => Node.GetProperty("alias").GetString()!;

    /// <summary>The names that it gives to columns: <c>AS t(a, b)</c>.</summary>
    public IReadOnlyList<string> Columns => ExpressionNode.Texts(Node.GetProperty("column_name_alias"));

    public bool HasSample => Node.GetProperty("sample").ValueKind != JsonValueKind.Null;

    /// <summary>The place of its name in the text, in bytes; the highest number where it has none.</summary>
    public ulong Place => ExpressionNode.PlaceOf(Node);

    public string Catalog => Node.GetProperty("catalog_name").GetString()!;

    public string Schema => Node.GetProperty("schema_name").GetString()!;

    public string Name => Node.GetProperty("table_name").GetString()!;

    /// <summary>The state that it is requested in, in the engine's words; JSON's null where there is none.</summary>
    public JsonElement State => Node.GetProperty("at_clause");

    public TableNode Left => new(Node.GetProperty("left"));

    public TableNode Right => new(Node.GetProperty("right"));

    public ExpressionNode? Condition => ExpressionNode.Optional(Node.GetProperty("condition"));

    /// <summary>The columns of USING.</summary>
    public IReadOnlyList<string> Using => ExpressionNode.Texts(Node.GetProperty("using_columns"));

    /// <summary>The rows that a join keeps: <c>INNER</c>, <c>LEFT</c>, …</summary>
    public string JoinKind => Node.GetProperty("join_type").GetString()!;

    /// <summary>The condition that a join has: <c>REGULAR</c>, <c>CROSS</c>, <c>NATURAL</c>, …</summary>
    public string JoinForm => Node.GetProperty("ref_type").GetString()!;

    public QueryNode Subquery => QueryNode.Of(Node.GetProperty("subquery"));

    public ExpressionNode Function => new(Node.GetProperty("function"));

    /// <summary>The values of VALUES, row by row.</summary>
    public IEnumerable<ExpressionNode> Values => Node.GetProperty("values").EnumerateArray().SelectMany(row => ExpressionNode.List(row));
}

using System.Text.Json.Nodes;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>A table, join, subquery or function in FROM, of a tree that was understood.</summary>
/// <param name="Node">The node.</param>
internal readonly record struct TableNode(JsonObject Node)
{
    /// <summary>The kind: <c>BASE_TABLE</c>, <c>JOIN</c>, <c>SUBQUERY</c>, <c>TABLE_FUNCTION</c>, <c>EXPRESSION_LIST</c>, <c>EMPTY</c>.</summary>
    public string Kind => Nodes.Required(Node, "type");

    /// <summary>The alias; empty where there is none.</summary>
    public string Alias => Nodes.Required(Node, "alias");

    /// <summary>The names that it gives to columns: <c>AS t(a, b)</c>.</summary>
    public IReadOnlyList<string> Columns => Nodes.Names(Node["column_name_alias"] ?? Node["expected_names"]);

    public bool HasSample => Nodes.Member(Node, "sample") is not null;

    /// <summary>The place of its name in the text, in bytes; the highest number where it has none.</summary>
    public ulong Place => Nodes.Place(Node);

    public string Catalog => Nodes.Required(Node, "catalog_name");

    public string Schema => Nodes.Required(Node, "schema_name");

    public string Name => Nodes.Required(Node, "table_name");

    /// <summary>Whether it is requested in a state in the engine's words: <c>AT (VERSION => 123)</c>.</summary>
    public bool HasStateOfEngine => Nodes.Member(Node, "at_clause") is not null;

    public TableNode Left => new(Nodes.Part(Node, "left"));

    public TableNode Right => new(Nodes.Part(Node, "right"));

    public ExpressionNode? Condition => ExpressionNode.Optional(Nodes.Member(Node, "condition"));

    /// <summary>The columns of USING.</summary>
    public IReadOnlyList<string> Using => Nodes.Names(Nodes.Member(Node, "using_columns"));

    /// <summary>The rows that a join keeps: <c>INNER</c>, <c>LEFT</c>, …</summary>
    public string JoinKind => Nodes.Required(Node, "join_type");

    /// <summary>The condition that a join has: <c>REGULAR</c>, <c>CROSS</c>, <c>NATURAL</c>, …</summary>
    public string JoinForm => Nodes.Required(Node, "ref_type");

    public QueryNode Subquery => QueryNode.Of(Nodes.Part(Node, "subquery"));

    public ExpressionNode Function => new(Nodes.Part(Node, "function"));

    /// <summary>The values of VALUES, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<ExpressionNode>> Rows => [.. Nodes.List(Node, "values").Select(ExpressionNode.List)];
}

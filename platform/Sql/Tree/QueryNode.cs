using System.Text.Json;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>A SELECT, a set operation or a recursive CTE of a tree that was understood.</summary>
/// <param name="Node">The node.</param>
internal readonly record struct QueryNode(JsonElement Node)
{
    /// <summary>The kind: <c>SELECT_NODE</c>, <c>SET_OPERATION_NODE</c>, <c>RECURSIVE_CTE_NODE</c>.</summary>
    public string Kind => Node.GetProperty("type").GetString()!;

    /// <summary>Its CTEs, each with the names of its columns, as far as it gives them.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Columns, QueryNode Query)> Ctes => Node.GetProperty("cte_map").GetProperty("map").EnumerateArray()
        .Select(cte => (cte.GetProperty("key").GetString()!, ExpressionNode.Texts(cte.GetProperty("value").GetProperty("aliases")), Of(cte.GetProperty("value").GetProperty("query"))));

    /// <summary>The first half of a set operation, or of a recursive CTE.</summary>
    public QueryNode Left => new(Node.GetProperty("left"));

    /// <summary>The second half of a set operation, or of a recursive CTE.</summary>
    public QueryNode Right => new(Node.GetProperty("right"));

    /// <summary>The set operation: <c>UNION</c>, <c>EXCEPT</c>, <c>INTERSECT</c>, and others by name.</summary>
    public string Operation => Node.GetProperty("setop_type").GetString()!;

    /// <summary>Whether a set operation keeps rows that are the same.</summary>
    public bool KeepsAll => Node.GetProperty("setop_all").GetBoolean();

    /// <summary>The name of a recursive CTE.</summary>
    public string CteName => Node.GetProperty("cte_name").GetString()!;

    /// <summary>The names of a recursive CTE's columns, as far as it gives them.</summary>
    public IReadOnlyList<string> CteColumns => ExpressionNode.Texts(Node.GetProperty("aliases"));

    public TableNode From => new(Node.GetProperty("from_table"));

    public IReadOnlyList<ExpressionNode> SelectList => ExpressionNode.List(Node.GetProperty("select_list"));

    public ExpressionNode? Where => ExpressionNode.Optional(Node.GetProperty("where_clause"));

    public IReadOnlyList<ExpressionNode> Groups => ExpressionNode.List(Node.GetProperty("group_expressions"));

    public ExpressionNode? Having => ExpressionNode.Optional(Node.GetProperty("having"));

    public ExpressionNode? Qualify => ExpressionNode.Optional(Node.GetProperty("qualify"));

    public bool HasSample => Node.GetProperty("sample").ValueKind != JsonValueKind.Null;

    /// <summary>Whether the SELECT has GROUP BY ALL.</summary>
    public bool GroupsByAll => Node.GetProperty("aggregate_handling").GetString() == "FORCE_AGGREGATES";

    /// <summary>Its ORDER BY, LIMIT and DISTINCT in the order of the tree, each with its expressions.</summary>
    public IEnumerable<(string Kind, IReadOnlyList<ExpressionNode> Expressions)> Modifiers => Node.GetProperty("modifiers").EnumerateArray().Select(Modifier);

    /// <summary>The query of a statement, which is a subquery or a CTE.</summary>
    public static QueryNode Of(JsonElement statement) => new(statement.GetProperty("node"));

    private static (string Kind, IReadOnlyList<ExpressionNode> Expressions) Modifier(JsonElement modifier) => modifier.GetProperty("type").GetString()! switch
    {
        "ORDER_MODIFIER" => ("ORDER_MODIFIER", [.. modifier.GetProperty("orders").EnumerateArray().Select(order => new ExpressionNode(order.GetProperty("expression")))]),
        "DISTINCT_MODIFIER" => ("DISTINCT_MODIFIER", ExpressionNode.List(modifier.GetProperty("distinct_on_targets"))),
        var limit => (limit, [.. new[] { "limit", "offset" }.Select(member => ExpressionNode.Optional(modifier.GetProperty(member))).OfType<ExpressionNode>()]),
    };
}

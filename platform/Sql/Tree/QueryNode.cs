using System.Text.Json.Nodes;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>A SELECT, a set operation or a recursive CTE of a tree that was understood.</summary>
/// <param name="Node">The node.</param>
internal readonly record struct QueryNode(JsonObject Node)
{
    /// <summary>The kind: <c>SELECT_NODE</c>, <c>SET_OPERATION_NODE</c>, <c>RECURSIVE_CTE_NODE</c>.</summary>
    public string Kind => Nodes.Required(Node, "type");

    /// <summary>Its CTEs, each with the names of its columns, as far as it gives them.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Columns, QueryNode Query)> Ctes => Nodes.List(Nodes.Part(Node, "cte_map"), "map").Select(cte => Cte(cte!.AsObject()));

    /// <summary>The first half of a set operation, or of a recursive CTE.</summary>
    public QueryNode Left => new(Nodes.Part(Node, "left"));

    /// <summary>The second half of a set operation, or of a recursive CTE.</summary>
    public QueryNode Right => new(Nodes.Part(Node, "right"));

    /// <summary>The set operation: <c>UNION</c>, <c>EXCEPT</c>, <c>INTERSECT</c>, and others by name.</summary>
    public string Operation => Nodes.Required(Node, "setop_type");

    /// <summary>Whether a set operation keeps rows that are the same.</summary>
    public bool KeepsAll => Nodes.Flag(Node, "setop_all");

    /// <summary>The name of a recursive CTE.</summary>
    public string CteName => Nodes.Required(Node, "cte_name");

    /// <summary>The names of a recursive CTE's columns, as far as it gives them.</summary>
    public IReadOnlyList<string> CteColumns => Nodes.Names(Nodes.Member(Node, "aliases"));

    public TableNode From => new(Nodes.Part(Node, "from_table"));

    public IReadOnlyList<ExpressionNode> SelectList => ExpressionNode.List(Nodes.Member(Node, "select_list"));

    public ExpressionNode? Where => ExpressionNode.Optional(Nodes.Member(Node, "where_clause"));

    public IReadOnlyList<ExpressionNode> Groups => ExpressionNode.List(Nodes.Member(Node, "group_expressions"));

    public ExpressionNode? Having => ExpressionNode.Optional(Nodes.Member(Node, "having"));

    public ExpressionNode? Qualify => ExpressionNode.Optional(Nodes.Member(Node, "qualify"));

    public bool HasSample => Nodes.Member(Node, "sample") is not null;

    /// <summary>Its ORDER BY, LIMIT and DISTINCT in the order of the tree, each with its expressions.</summary>
    public IEnumerable<(string Kind, IReadOnlyList<ExpressionNode> Expressions)> Modifiers => Nodes.List(Node, "modifiers")
        .Select(modifier => (Nodes.Required(modifier!.AsObject(), "type"), (IReadOnlyList<ExpressionNode>)[.. NodeShapes.Expressions(NodeContent.Modifier, modifier.AsObject())]));

    /// <summary>The query of a statement, which is a subquery or a CTE.</summary>
    public static QueryNode Of(JsonObject statement) => new(Nodes.Part(statement, "node"));

    private static (string Name, IReadOnlyList<string> Columns, QueryNode Query) Cte(JsonObject cte)
    {
        var value = Nodes.Part(cte, "value");
        return (Nodes.Required(cte, "key"), Nodes.Names(Nodes.Member(value, "aliases")), Of(Nodes.Part(value, "query")));
    }
}

using System.Collections.Frozen;
using System.Text.Json.Nodes;
using static MeshStarter.Platform.Sql.Tree.NodeContent;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>
/// The kinds of nodes, and the members that each may have. A node of another kind, or with any other member, says something that a walk would
/// pass over, so it is not understood and the query is refused.
/// </summary>
internal static class NodeShapes
{
    private static readonly FrozenDictionary<(NodeContent Content, string Kind), NodeShape> Shapes = new Dictionary<(NodeContent, string), NodeShape>
    {
        [(Statement, "")] = Of("named_param_map", ("node", Query)),
        [(Ctes, "")] = Of("", ("map", Cte)),
        [(Cte, "")] = Of("key", ("value", CteValue)),
        [(CteValue, "")] = Of("aliases materialized", ("key_targets", Expression), ("query", Statement)),
        [(Sample, "")] = Of("sample_size is_percentage method seed"),
        [(Order, "")] = Of("type null_order", ("expression", Expression)),
        [(Case, "")] = Of("", ("when_expr", Expression), ("then_expr", Expression)),
        [(Replacement, "")] = Of("key", ("value", Expression)),

        [(Query, "SELECT_NODE")] = OfQuery(
            "group_sets aggregate_handling", ("from_table", Table), ("select_list", Expression), ("where_clause", Expression), ("group_expressions", Expression), ("having", Expression), ("qualify", Expression), ("sample", Sample)),
        [(Query, "SET_OPERATION_NODE")] = OfQuery("setop_type setop_all", ("left", Query), ("right", Query)),
        [(Query, "RECURSIVE_CTE_NODE")] = OfQuery("cte_name union_all aliases", ("left", Query), ("right", Query), ("key_targets", Expression)),

        [(Modifier, "LIMIT_MODIFIER")] = Of("type", ("limit", Expression), ("offset", Expression)),
        [(Modifier, "LIMIT_PERCENT_MODIFIER")] = Of("type", ("limit", Expression), ("offset", Expression)),
        [(Modifier, "ORDER_MODIFIER")] = Of("type", ("orders", Order)),
        [(Modifier, "DISTINCT_MODIFIER")] = Of("type", ("distinct_on_targets", Expression)),

        [(Table, "EMPTY")] = OfTable(""),
        [(Table, "BASE_TABLE")] = OfTable("schema_name table_name column_name_alias catalog_name at_clause"),
        [(Table, "JOIN")] = OfTable(
            "join_type ref_type using_columns delim_flipped", ("left", Table), ("right", Table), ("condition", Expression), ("duplicate_eliminated_columns", Expression)),
        [(Table, "EXPRESSION_LIST")] = OfTable("expected_names expected_types", ("values", Expression)),
        [(Table, "SUBQUERY")] = OfTable("column_name_alias", ("subquery", Statement)),
        [(Table, "TABLE_FUNCTION")] = OfTable("column_name_alias with_ordinality", ("function", Expression)),

        [(Expression, "BETWEEN")] = OfExpression("", ("input", Expression), ("lower", Expression), ("upper", Expression)),
        [(Expression, "CASE")] = OfExpression("", ("case_checks", Case), ("else_expr", Expression)),
        [(Expression, "CAST")] = OfExpression("try_cast", ("child", Expression), ("cast_type", NodeContent.Type)),
        [(Expression, "COLLATE")] = OfExpression("collation", ("child", Expression)),
        [(Expression, "COLUMN_REF")] = OfExpression("column_names"),
        [(Expression, "COMPARISON")] = OfExpression("", ("left", Expression), ("right", Expression)),
        [(Expression, "CONJUNCTION")] = OfExpression("", ("children", Expression)),
        [(Expression, "CONSTANT")] = OfExpression("value"),
        [(Expression, "FUNCTION")] = OfExpression(
            "function_name schema catalog distinct is_operator export_state", ("children", Expression), ("filter", Expression), ("order_bys", Modifier)),
        [(Expression, "LAMBDA")] = OfExpression("", ("lhs", Expression), ("expr", Expression)),
        [(Expression, "OPERATOR")] = OfExpression("", ("children", Expression)),
        [(Expression, "POSITIONAL_REFERENCE")] = OfExpression("index"),
        [(Expression, "STAR")] = OfExpression("relation_name exclude_list columns qualified_exclude_list rename_list", ("replace_list", Replacement), ("expr", Expression)),
        [(Expression, "SUBQUERY")] = OfExpression("subquery_type comparison_type", ("child", Expression), ("subquery", Statement)),
        [(Expression, "WINDOW")] = OfExpression(
            "function_name schema catalog start end ignore_nulls exclude_clause distinct",
            ("children", Expression), ("partitions", Expression), ("orders", Order), ("arg_orders", Order),
            ("start_expr", Expression), ("end_expr", Expression), ("offset_expr", Expression), ("default_expr", Expression), ("filter_expr", Expression)),

        [(NodeContent.Type, "")] = Of("id", ("type_info", TypeInfo)),
        [(Field, "")] = Of("first", ("second", NodeContent.Type)),
        [(TypeInfo, "LIST_TYPE_INFO")] = OfTypeInfo("", ("child_type", NodeContent.Type)),
        [(TypeInfo, "ARRAY_TYPE_INFO")] = OfTypeInfo("size", ("child_type", NodeContent.Type)),
        [(TypeInfo, "STRUCT_TYPE_INFO")] = OfTypeInfo("", ("child_types", Field)),
        [(TypeInfo, "DECIMAL_TYPE_INFO")] = OfTypeInfo("width scale"),
        [(TypeInfo, "UNBOUND_TYPE_INFO")] = OfTypeInfo("name catalog schema user_type_modifiers"),
    }.ToFrozenDictionary();

    /// <summary>The kind of a node among those of its content; empty where there is one only.</summary>
    public static string Kind(NodeContent content, JsonObject node) => content switch
    {
        Expression => Nodes.Required(node, "class"),
        Query or Table or Modifier or TypeInfo => Nodes.Required(node, "type"),
        _ => "",
    };

    /// <summary>The members of a kind of node; null for a kind that is not known.</summary>
    public static NodeShape? Find(NodeContent content, string kind) => Shapes.GetValueOrDefault((content, kind));

    /// <summary>The expressions nearest within a node, by its shape.</summary>
    /// <param name="content">The node's content.</param>
    /// <param name="node">The node.</param>
    /// <param name="isMember">The members that hold them; null for all.</param>
    /// <exception cref="InvalidOperationException">The kind is not known.</exception>
    public static IEnumerable<ExpressionNode> Expressions(NodeContent content, JsonObject node, Func<string, bool>? isMember = null)
    {
        var shape = Find(content, Kind(content, node)) ?? throw new InvalidOperationException($"A node of {content} is of another kind.");
        return shape.Parts.Where(part => part.Content is not (Statement or NodeContent.Type) && isMember?.Invoke(part.Member) != false).SelectMany(part => Nearest(part.Content, node[part.Member]));
    }

    private static IEnumerable<ExpressionNode> Nearest(NodeContent content, JsonNode? value) => value switch
    {
        JsonArray items => items.SelectMany(item => Nearest(content, item)),
        JsonObject node when content == Expression => [new ExpressionNode(node)],
        JsonObject node => Expressions(content, node),
        _ => [],
    };

    private static NodeShape OfQuery(string others, params (string, NodeContent)[] parts) => Of($"type {others}", [("cte_map", Ctes), .. parts, ("modifiers", Modifier)]);

    private static NodeShape OfTable(string others, params (string, NodeContent)[] parts) => Of($"type alias query_location {others}", [("sample", Sample), .. parts]);

    private static NodeShape OfExpression(string others, params (string, NodeContent)[] parts) => Of($"class type alias query_location {others}", parts);

    private static NodeShape OfTypeInfo(string others, params (string, NodeContent)[] parts) => Of($"type alias extension_info {others}", parts);

    private static NodeShape Of(string others, params (string, NodeContent)[] parts) =>
        new(parts, others.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal));
}

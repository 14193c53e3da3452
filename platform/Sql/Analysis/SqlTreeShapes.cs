using System.Collections.Frozen;
using System.Text.Json;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>
/// The members that each kind of tree object may have, as libduckdb 1.5.6 writes them. An object with any other member says
/// something that the walker would pass over, so it is not understood and the query is refused.
/// </summary>
internal static class SqlTreeShapes
{
    private static readonly string[] Expression = ["class", "type", "alias", "query_location"];
    private static readonly string[] Table = ["type", "alias", "sample", "query_location"];
    private static readonly string[] Node = ["type", "modifiers", "cte_map"];
    private static readonly string[] TypeInfo = ["type", "alias", "extension_info"];

    private static readonly FrozenDictionary<string, FrozenSet<string>> Members = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        ["statement"] = Of([], "node", "named_param_map"),
        ["cte_map"] = Of([], "map"),
        ["cte"] = Of([], "key", "value"),
        ["cte.value"] = Of([], "aliases", "query", "materialized", "key_targets"),
        ["sample"] = Of([], "sample_size", "is_percentage", "method", "seed"),
        ["order"] = Of([], "type", "null_order", "expression"),
        ["case"] = Of([], "when_expr", "then_expr"),
        ["replace"] = Of([], "key", "value"),

        ["SELECT_NODE"] = Of(Node, "select_list", "from_table", "where_clause", "group_expressions", "group_sets", "aggregate_handling", "having", "sample", "qualify"),
        ["SET_OPERATION_NODE"] = Of(Node, "setop_type", "left", "right", "setop_all"),
        ["RECURSIVE_CTE_NODE"] = Of(Node, "cte_name", "union_all", "left", "right", "aliases", "key_targets"),

        ["LIMIT_MODIFIER"] = Of([], "type", "limit", "offset"),
        ["LIMIT_PERCENT_MODIFIER"] = Of([], "type", "limit", "offset"),
        ["ORDER_MODIFIER"] = Of([], "type", "orders"),
        ["DISTINCT_MODIFIER"] = Of([], "type", "distinct_on_targets"),

        ["EMPTY"] = Of(Table),
        ["BASE_TABLE"] = Of(Table, "schema_name", "table_name", "column_name_alias", "catalog_name", "at_clause"),
        ["JOIN"] = Of(Table, "left", "right", "condition", "join_type", "ref_type", "using_columns", "delim_flipped", "duplicate_eliminated_columns"),
        ["at_clause"] = Of([], "unit", "expr"),
        ["EXPRESSION_LIST"] = Of(Table, "expected_names", "expected_types", "values"),
        ["TABLE_SUBQUERY"] = Of(Table, "subquery", "column_name_alias"),
        ["TABLE_FUNCTION"] = Of(Table, "function", "column_name_alias", "with_ordinality"),

        ["BETWEEN"] = Of(Expression, "input", "lower", "upper"),
        ["CASE"] = Of(Expression, "case_checks", "else_expr"),
        ["CAST"] = Of(Expression, "child", "cast_type", "try_cast"),
        ["COLLATE"] = Of(Expression, "child", "collation"),
        ["COLUMN_REF"] = Of(Expression, "column_names"),
        ["COMPARISON"] = Of(Expression, "left", "right"),
        ["CONJUNCTION"] = Of(Expression, "children"),
        ["CONSTANT"] = Of(Expression, "value"),
        ["FUNCTION"] = Of(Expression, "function_name", "schema", "children", "filter", "order_bys", "distinct", "is_operator", "export_state", "catalog"),
        ["LAMBDA"] = Of(Expression, "lhs", "expr"),
        ["OPERATOR"] = Of(Expression, "children"),
        ["POSITIONAL_REFERENCE"] = Of(Expression, "index"),
        ["STAR"] = Of(Expression, "relation_name", "exclude_list", "replace_list", "columns", "expr", "qualified_exclude_list", "rename_list"),
        ["SUBQUERY"] = Of(Expression, "subquery_type", "subquery", "child", "comparison_type"),
        ["WINDOW"] = Of(Expression, "function_name", "schema", "catalog", "children", "partitions", "orders", "start", "end", "start_expr", "end_expr",
            "offset_expr", "default_expr", "ignore_nulls", "filter_expr", "exclude_clause", "distinct", "arg_orders"),

        ["type"] = Of([], "id", "type_info"),
        ["field"] = Of([], "first", "second"),
        ["LIST_TYPE_INFO"] = Of(TypeInfo, "child_type"),
        ["ARRAY_TYPE_INFO"] = Of(TypeInfo, "child_type", "size"),
        ["STRUCT_TYPE_INFO"] = Of(TypeInfo, "child_types"),
        ["DECIMAL_TYPE_INFO"] = Of(TypeInfo, "width", "scale"),
        ["UNBOUND_TYPE_INFO"] = Of(TypeInfo, "name", "catalog", "schema", "user_type_modifiers"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The first member that this kind of object should not have; null where there is none.</summary>
    public static string? UnknownMember(string kind, JsonElement node)
    {
        if (node.ValueKind != JsonValueKind.Object || !Members.TryGetValue(kind, out var known))
        {
            return "";
        }

        foreach (var member in node.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                return member.Name;
            }
        }

        return null;
    }

    private static FrozenSet<string> Of(string[] common, params string[] own) => common.Concat(own).ToFrozenSet(StringComparer.Ordinal);
}

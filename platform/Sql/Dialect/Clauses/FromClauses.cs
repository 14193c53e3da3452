using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Clauses;

/// <summary>Tables in FROM, and rows that are in a subquery.</summary>
internal static class FromClauses
{
    /// <summary>UNNEST of several arrays, of a map and of rows: the engine's takes one list, and makes one column of it.</summary>
    public static void Unnest(DialectContext context, JsonObject table)
    {
        if (table["function"] is not JsonObject function || Nodes.FunctionName(function) != "unnest" || Nodes.Children(function).Count == 0)
        {
            return;
        }

        var kinds = Nodes.Children(function).Select(child => context.Kinds.Of(child)).ToList();
        var isNumbered = Nodes.Text(table, "with_ordinality") is "WITH_ORDINALITY";
        if (Nodes.Text(table, "alias").Length == 0 && !kinds.Contains(ExpressionKind.Rows))
        {
            // Columns without a name are named by their place.
            var count = kinds.Sum(kind => kind == ExpressionKind.Map ? 2 : 1) + (isNumbered ? 1 : 0);
            table["alias"] = context.Parameter();
            table["column_name_alias"] = new JsonArray([.. Enumerable.Range(0, count).Select(at => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"_col{at}"))]);
            context.IsChanged = true;
        }

        if (kinds is [not (ExpressionKind.Map or ExpressionKind.Rows)])
        {
            return;
        }

        // Each makes its columns alongside the others'; the shorter ones end with nulls.
        var items = Nodes.Take(function).Zip(kinds, (item, kind) => kind == ExpressionKind.Map ? Nodes.Function("list_zip", Nodes.Function("map_keys", item), Nodes.Function("map_values", context.Copy(item))) : item).ToList();
        var lengths = items.Select(item => (JsonNode)Nodes.Function("len", context.Copy(item))).ToArray();
        List<JsonNode> columns = [.. items.Zip(kinds, (item, kind) => kind is ExpressionKind.Map or ExpressionKind.Rows ? Unnested(item, depth: 2) : Unnested(item, depth: 1))];
        if (isNumbered)
        {
            columns.Add(Unnested(Nodes.Function("generate_series", Nodes.Constant(1), lengths.Length == 1 ? lengths[0] : Nodes.Function("greatest", lengths)), depth: 1));
        }

        var select = SelectOf(columns);
        table.Remove("function");
        table.Remove("with_ordinality");
        table["type"] = "SUBQUERY";
        table["subquery"] = select;
        context.IsChanged = true;
    }

    // (a, b) IN (SELECT …): Trino finds a row with nulls where another has them too, other than as a condition of WHERE, and knows of no
    // answer that is open.
    public static void RowsIn(DialectContext context, JsonObject node)
    {
        if (Nodes.Text(node, "subquery_type") != "ANY" || Nodes.Text(node, "comparison_type") != "COMPARE_EQUAL" || node["child"] is not JsonObject row || !Nodes.IsRow(row) || Nodes.Children(row).Count < 2)
        {
            return;
        }

        if (node["subquery"]?["node"]?["select_list"] is JsonArray list && !list.Any(Nodes.IsStar) && list.Count != Nodes.Children(row).Count)
        {
            throw context.Mismatch(node, "Value expression and result of subquery must be of the same type: the subquery has as many columns as the row has values.");
        }

        var comparison = IsConditionOfWhere(node) ? "COMPARE_EQUAL" : "COMPARE_NOT_DISTINCT_FROM";
        var table = context.Parameter();
        var values = Nodes.Take(row);
        var names = values.Select((_, at) => string.Create(CultureInfo.InvariantCulture, $"{table}_{at}")).ToList();
        var select = SelectOf([Nodes.Constant(1)]);
        var rows = node["subquery"]!;
        node.Remove("subquery");
        select["node"]!["from_table"] = new JsonObject
        {
            ["type"] = "SUBQUERY",
            ["alias"] = table,
            ["sample"] = null,
            ["query_location"] = ulong.MaxValue,
            ["subquery"] = rows,
            ["column_name_alias"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
        };
        select["node"]!["where_clause"] = Nodes.And(values.Zip(names, (value, name) => Nodes.Comparison(comparison, Nodes.Column(table, name), value)));
        node["subquery"] = select;
        node["subquery_type"] = "EXISTS";
        node["child"] = null;
        node["comparison_type"] = "INVALID";
        context.IsChanged = true;
    }

    private static bool IsConditionOfWhere(JsonObject condition) => condition.Parent switch
    {
        JsonArray { Parent: JsonObject around } => Nodes.Text(around, "type") == "CONJUNCTION_AND" && IsConditionOfWhere(around),
        JsonObject select => select["where_clause"] == condition,
        _ => false,
    };

    // The columns of USING are before the others.
    public static void MergedColumns(DialectContext context, JsonObject select)
    {
        if (select["from_table"] is not JsonObject join || Nodes.Text(join, "type") != "JOIN" || join["using_columns"] is not JsonArray { Count: > 0 } merged || !HasNoOthers(join["left"]) || !HasNoOthers(join["right"]))
        {
            return;
        }

        var list = select["select_list"]!.AsArray();
        for (var at = list.Count - 1; at >= 0; at--)
        {
            if (list[at] is JsonObject star && Nodes.Class(star) == "STAR" && Nodes.Text(star, "relation_name").Length == 0)
            {
                star["exclude_list"] = merged.DeepClone();
                for (var each = merged.Count - 1; each >= 0; each--)
                {
                    list.Insert(at, Nodes.Column(merged[each]!.GetValue<string>()));
                }

                context.IsChanged = true;
            }
        }

        static bool HasNoOthers(JsonNode? table) => table is JsonObject each && Nodes.Text(each, "type") != "JOIN";
    }

    private static JsonObject Unnested(JsonNode list, int depth)
    {
        var levels = Nodes.Constant(depth);
        levels["alias"] = "max_depth";
        return Nodes.Function("unnest", list, levels);
    }

    private static JsonObject SelectOf(IEnumerable<JsonNode> expressions) => new()
    {
        ["node"] = new JsonObject
        {
            ["type"] = "SELECT_NODE",
            ["modifiers"] = new JsonArray(),
            ["cte_map"] = new JsonObject { ["map"] = new JsonArray() },
            ["select_list"] = new JsonArray([.. expressions]),
            ["from_table"] = new JsonObject { ["type"] = "EMPTY", ["alias"] = "", ["sample"] = null, ["query_location"] = ulong.MaxValue },
            ["where_clause"] = null,
            ["group_expressions"] = new JsonArray(),
            ["group_sets"] = new JsonArray(),
            ["aggregate_handling"] = "STANDARD_HANDLING",
            ["having"] = null,
            ["sample"] = null,
            ["qualify"] = null,
        },
        ["named_param_map"] = new JsonArray(),
    };
}

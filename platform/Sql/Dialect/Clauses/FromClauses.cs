using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
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

    // The columns of USING are before the others, and of neither table.
    public static void MergedColumns(DialectContext context, JsonObject select)
    {
        var joins = Joins(select["from_table"]).ToList();
        if (!joins.Exists(join => Merged(join).Count > 0) || IsOfExists(select))
        {
            return;
        }

        var list = select["select_list"]!.AsArray();
        for (var at = list.Count - 1; at >= 0; at--)
        {
            if (list[at] is not JsonObject star || Nodes.Class(star) != "STAR")
            {
                continue;
            }

            var isOfAll = Nodes.Text(star, "relation_name").Length == 0;
            var merged = isOfAll ? MergedOfAll(context, star, joins) : MergedOfOne(context, star, select["from_table"]!.AsObject());
            if (merged.Count == 0)
            {
                continue;
            }

            star["exclude_list"] = new JsonArray([.. merged.Select(name => (JsonNode)name)]);
            for (var each = merged.Count - 1; each >= 0 && isOfAll; each--)
            {
                list.Insert(at, Nodes.Column(merged[each]));
            }

            context.IsChanged = true;
        }
    }

    // Those of the last join first. They can be written out where nothing else has their names, and the engine's order is Trino's where one is the
    // first column of all.
    private static IReadOnlyList<string> MergedOfAll(DialectContext context, JsonObject star, List<JsonObject> joins)
    {
        var merged = joins.SelectMany(Merged).Distinct(AsciiNames.Comparer).ToList();
        if (joins.TrueForAll(join => Merged(join).SequenceEqual(merged, AsciiNames.Comparer)))
        {
            return merged;
        }

        var relations = context.Types.OfStar(star);
        var isOfLeft = joins.TrueForAll(join => Joins(join["right"]).All(each => Merged(each).Count == 0));
        return isOfLeft && relations.All(relation => relation.Rest is null) && merged.TrueForAll(IsOfNoOther) ? merged
            : isOfLeft && merged is [var only] && relations is [{ Rest: null, Columns: [var first, ..] }, ..] && AsciiNames.Comparer.Equals(first.Name, only) ? []
            : throw UncertainPlace(context, star, "*");

        bool IsOfNoOther(string name) => relations.Count(relation => relation.Find(name) is not null) == 1 + joins.Count(join => Merged(join).Contains(name, AsciiNames.Comparer));
    }

    // Of the joins that a table is in, as far as it has their columns.
    private static IReadOnlyList<string> MergedOfOne(DialectContext context, JsonObject star, JsonObject from)
    {
        var name = Nodes.Text(star, "relation_name");
        var around = Around(from, name) ?? [];
        var merged = around.SelectMany(Merged).Distinct(AsciiNames.Comparer).ToList();
        var relation = context.Types.OfStar(star).FirstOrDefault(each => AsciiNames.Comparer.Equals(each.Name, name));
        var own = merged.Where(column => Merged(around[0]).Contains(column, AsciiNames.Comparer) || relation?.Find(column) is not null).ToList();
        return own.Count == merged.Count || relation is { Rest: null } ? own : throw UncertainPlace(context, star, $"{name}.*");
    }

    private static QueryFailedException UncertainPlace(DialectContext context, JsonObject node, string star) =>
        context.Failed(TrinoErrorCode.NotSupported, node, $"The place of USING's columns behind {star} is not certain here. Name the columns instead of writing {star}.");

    private static IReadOnlyList<string> Merged(JsonObject join) => new TableNode(join).Using;

    private static IEnumerable<JsonObject> Joins(JsonNode? table)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return table is JsonObject join && Nodes.Text(join, "type") == "JOIN" ? [join, .. Joins(join["left"]), .. Joins(join["right"])] : [];
    }

    // From the innermost outwards; null where the table is none of them.
    private static List<JsonObject>? Around(JsonNode? table, string name) => table switch
    {
        JsonObject join when Nodes.Text(join, "type") == "JOIN" => (Around(join["left"], name) ?? Around(join["right"], name)) is { } inner ? [.. inner, join] : null,
        JsonObject one => AsciiNames.Comparer.Equals(Nodes.Text(one, "alias") is { Length: > 0 } alias ? alias : Nodes.Text(one, "table_name"), name) ? [] : null,
        _ => null,
    };

    private static bool IsOfExists(JsonObject select) => select.Parent?.Parent is JsonObject subquery && Nodes.Text(subquery, "subquery_type") == "EXISTS";

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

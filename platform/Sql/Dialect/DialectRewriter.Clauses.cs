using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Clauses of a SELECT and tables in FROM.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>The begin of the name of a column without one behind a star: the worker gives it its place.</summary>
    public const string Unnamed = "_col?";

    /// <summary>Functions without parentheses, which the parser takes for columns.</summary>
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.Ordinal, "current_catalog", "current_schema", "current_user", "current_role", "session_user", "user", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

    private void Clause(JsonObject node)
    {
        switch (DialectNodes.Text(node, "type"))
        {
            case "SET_OPERATION_NODE":
                if (node["left"] is JsonObject first && DialectNodes.Text(first, "type") == "SELECT_NODE")
                {
                    RefuseOrder(node, new SelectNames(first));
                }

                SetOperation(node);
                if (node["setop_all"]?.GetValue<bool>() != true && _types.OfQuery(node["left"]!.AsObject()).Columns.Any(column => column.Type.Kind == ExpressionKind.OffsetTime))
                {
                    throw Failed(TrinoErrorCode.NotSupported, node, "Times with an offset cannot be distinguished by UNION, INTERSECT and EXCEPT here. Write UNION ALL, or CAST(… AS varchar).");
                }

                break;
            case "SELECT_NODE":
                RefuseSelect(node);
                MergedColumns(node);
                Names(node["select_list"]!.AsArray(), isResult: node == _top);
                foreach (var clause in (ReadOnlySpan<string>)["where_clause", "having"])
                {
                    if (node[clause] is JsonObject condition)
                    {
                        Condition(condition);
                    }
                }

                break;
            case "EXPRESSION_LIST":
                Values(node);
                break;
            case "TABLE_FUNCTION":
                Unnest(node);
                break;
            case "JOIN" when DialectNodes.Text(node, "ref_type") is "NATURAL":
                throw Failed(TrinoErrorCode.NotSupported, node, "Natural join not supported. Name the columns: JOIN … USING (column).");
            case "JOIN":
                RefuseJoin(node);
                break;
            case "DISTINCT_MODIFIER" when node["distinct_on_targets"] is JsonArray { Count: > 0 }:
                throw Failed(TrinoErrorCode.SyntaxError, node, "DISTINCT ON is not supported. Number the rows, row_number() OVER (PARTITION BY … ORDER BY …), and keep the first.");
        }
    }

    private void SetOperation(JsonObject node)
    {
        if (node["left"]?["select_list"] is not JsonArray left || node["right"]?["select_list"] is not JsonArray right || left.Concat(right).Any(item => DialectNodes.Class(item!.AsObject()) == "STAR"))
        {
            return;
        }

        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            RequireOneType(node, [left[i]!, right[i]!], "in one column of a UNION, INTERSECT or EXCEPT");
        }
    }

    // Trino names what has no name by its place.
    private void Names(JsonArray list, bool isResult)
    {
        var lastStar = list.ToList().FindLastIndex(IsStar);
        var isBehindStar = false;
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i]!.AsObject();
            var kind = DialectNodes.Class(item);
            isBehindStar |= IsStar(item);
            if (kind == "STAR" || DialectNodes.FunctionName(item) == "unnest" || DialectNodes.Text(item, "alias").Length > 0)
            {
                continue;
            }

            if (kind == "COLUMN_REF" && item["column_names"]!.AsArray() is var names && !(names.Count == 1 && Keywords.Contains(AsciiNames.Lower(names[0]!.GetValue<string>())) && !IsQuoted(item)))
            {
                // The name as it is written, where the engine would give the table's.
                if (names[^1]!.GetValue<string>() is var written && written.Any(char.IsAsciiLetterUpper))
                {
                    SetName(list, i, written, isResult && (!isBehindStar || i > lastStar), isBehindStar);
                }

                continue;
            }

            SetName(list, i, string.Create(CultureInfo.InvariantCulture, $"{(isBehindStar ? Unnamed : "_col")}{i}"), isResult && (!isBehindStar || i > lastStar), isBehindStar);
        }
    }

    // "user" is a column, where user is the caller.
    private bool IsQuoted(JsonObject item) =>
        item["query_location"] is JsonValue place && place.TryGetValue<ulong>(out var offset) && offset < int.MaxValue && Encoding.UTF8.GetBytes(_sql) is var text && (int)offset < text.Length && text[(int)offset] == '"';

    private static bool IsStar(JsonNode? item) => DialectNodes.Class(item!.AsObject()) == "STAR" || DialectNodes.FunctionName(item.AsObject()) == "unnest";

    /// <summary>Names an item. For columns of the result that is all, the worker does it, and the text runs as it is.</summary>
    private void SetName(JsonArray list, int place, string name, bool isResult, bool isBehindStar)
    {
        list[place]!["alias"] = name;
        if (isResult)
        {
            // Behind a star places are counted from the end.
            _names[isBehindStar ? place - list.Count : place] = name;
        }
        else
        {
            _isChanged = true;
        }
    }

    private void Values(JsonObject table)
    {
        var rows = table["values"]!.AsArray();
        if (rows.Count == 0 || table["expected_names"] is JsonArray { Count: > 0 })
        {
            return;
        }

        table["expected_names"] = new JsonArray([.. Enumerable.Range(0, rows[0]!.AsArray().Count).Select(i => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"_col{i}"))]);
        _isChanged = true;
        for (var column = 0; column < rows[0]!.AsArray().Count; column++)
        {
            RequireOneType(table, [.. rows.Select(row => row!.AsArray()).Where(row => column < row.Count).Select(row => row[column]!)], "in one column of VALUES");
        }
    }

    /// <summary>UNNEST of several arrays, of a map and of rows: the engine's takes one list, and makes one column of it.</summary>
    private void Unnest(JsonObject table)
    {
        if (table["function"] is not JsonObject function || DialectNodes.FunctionName(function) != "unnest" || DialectNodes.Children(function).Count == 0)
        {
            return;
        }

        var kinds = DialectNodes.Children(function).Select(child => _kinds.Of(child)).ToList();
        var isNumbered = DialectNodes.Text(table, "with_ordinality") is "WITH_ORDINALITY";
        if (DialectNodes.Text(table, "alias").Length == 0 && !kinds.Contains(ExpressionKind.Rows))
        {
            // Columns without a name are named by their place.
            var count = kinds.Sum(kind => kind == ExpressionKind.Map ? 2 : 1) + (isNumbered ? 1 : 0);
            table["alias"] = Parameter();
            table["column_name_alias"] = new JsonArray([.. Enumerable.Range(0, count).Select(at => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"_col{at}"))]);
            _isChanged = true;
        }

        if (kinds is [not (ExpressionKind.Map or ExpressionKind.Rows)])
        {
            return;
        }

        // Each makes its columns alongside the others'; the shorter ones end with nulls.
        var items = DialectNodes.Take(function).Zip(kinds, (item, kind) => kind == ExpressionKind.Map ? DialectNodes.Function("list_zip", DialectNodes.Function("map_keys", item), DialectNodes.Function("map_values", Copy(item))) : item).ToList();
        var lengths = items.Select(item => (JsonNode)DialectNodes.Function("len", Copy(item))).ToArray();
        List<JsonNode> columns = [.. items.Zip(kinds, (item, kind) => kind is ExpressionKind.Map or ExpressionKind.Rows ? Unnested(item, depth: 2) : Unnested(item, depth: 1))];
        if (isNumbered)
        {
            columns.Add(Unnested(DialectNodes.Function("generate_series", DialectNodes.Constant(1), lengths.Length == 1 ? lengths[0] : DialectNodes.Function("greatest", lengths)), depth: 1));
        }

        var select = SelectOf(columns);
        table.Remove("function");
        table.Remove("with_ordinality");
        table["type"] = "SUBQUERY";
        table["subquery"] = select;
        _isChanged = true;
    }

    // (a, b) IN (SELECT …): Trino finds a row with nulls where another has them too, other than as a condition of WHERE, and knows of no
    // answer that is open.
    private void RowsIn(JsonObject node)
    {
        if (DialectNodes.Text(node, "subquery_type") != "ANY" || DialectNodes.Text(node, "comparison_type") != "COMPARE_EQUAL" || node["child"] is not JsonObject row || !IsRow(row) || DialectNodes.Children(row).Count < 2)
        {
            return;
        }

        if (node["subquery"]?["node"]?["select_list"] is JsonArray list && !list.Any(IsStar) && list.Count != DialectNodes.Children(row).Count)
        {
            throw Mismatch(node, "Value expression and result of subquery must be of the same type: the subquery has as many columns as the row has values.");
        }

        var comparison = IsConditionOfWhere(node) ? "COMPARE_EQUAL" : "COMPARE_NOT_DISTINCT_FROM";
        var table = Parameter();
        var values = DialectNodes.Take(row);
        var names = values.Select((_, at) => string.Create(CultureInfo.InvariantCulture, $"{table}_{at}")).ToList();
        var select = SelectOf([DialectNodes.Constant(1)]);
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
        select["node"]!["where_clause"] = DialectNodes.Expression("CONJUNCTION", "CONJUNCTION_AND", new JsonArray([.. values.Zip(names, (value, name) => (JsonNode)DialectNodes.Comparison(comparison, DialectNodes.Column(table, name), value))]));
        node["subquery"] = select;
        node["subquery_type"] = "EXISTS";
        node["child"] = null;
        node["comparison_type"] = "INVALID";
        _isChanged = true;
    }

    private static bool IsConditionOfWhere(JsonObject condition) => condition.Parent switch
    {
        JsonArray { Parent: JsonObject around } => DialectNodes.Text(around, "type") == "CONJUNCTION_AND" && IsConditionOfWhere(around),
        JsonObject select => select["where_clause"] == condition,
        _ => false,
    };

    // The columns of USING are before the others.
    private void MergedColumns(JsonObject select)
    {
        if (select["from_table"] is not JsonObject join || DialectNodes.Text(join, "type") != "JOIN" || join["using_columns"] is not JsonArray { Count: > 0 } merged || !HasNoOthers(join["left"]) || !HasNoOthers(join["right"]))
        {
            return;
        }

        var list = select["select_list"]!.AsArray();
        for (var at = list.Count - 1; at >= 0; at--)
        {
            if (list[at] is JsonObject star && DialectNodes.Class(star) == "STAR" && DialectNodes.Text(star, "relation_name").Length == 0)
            {
                star["exclude_list"] = merged.DeepClone();
                for (var each = merged.Count - 1; each >= 0; each--)
                {
                    list.Insert(at, DialectNodes.Column(merged[each]!.GetValue<string>()));
                }

                _isChanged = true;
            }
        }

        static bool HasNoOthers(JsonNode? table) => table is JsonObject each && DialectNodes.Text(each, "type") != "JOIN";
    }

    private static JsonObject Unnested(JsonNode list, int depth)
    {
        var levels = DialectNodes.Constant(depth);
        levels["alias"] = "max_depth";
        return DialectNodes.Function("unnest", list, levels);
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

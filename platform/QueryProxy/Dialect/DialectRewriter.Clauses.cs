using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Dialect;

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
                SetOperation(node);
                break;
            case "SELECT_NODE":
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
            if (isResult && (!isBehindStar || i > lastStar) && IsUntyped(item))
            {
                _untyped.Add(isBehindStar ? i - list.Count : i);
            }

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

    // NULL, COALESCE(NULL, NULL), ARRAY[], ARRAY[NULL]
    private bool IsUntyped(JsonObject item) => DialectNodes.Class(item) switch
    {
        "CONSTANT" => _kinds.Of(item) == ExpressionKind.Null,
        "PARAMETER" => _session.Untyped.Contains(DialectNodes.Text(item, "identifier"), StringComparer.Ordinal),
        "OPERATOR" when DialectNodes.Text(item, "type") is "OPERATOR_COALESCE" or "ARRAY_CONSTRUCTOR" => DialectNodes.Children(item).All(child => IsUntyped(child!.AsObject())),
        "FUNCTION" when DialectNodes.FunctionName(item) == "list_value" => DialectNodes.Children(item).All(child => IsUntyped(child!.AsObject())),
        _ => false,
    };

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
        if (kinds is [not (ExpressionKind.Map or ExpressionKind.Rows)])
        {
            return;
        }

        // Each makes its columns beside the others'; the shorter ones end with nulls.
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

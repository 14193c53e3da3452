using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Clauses;

/// <summary>Clauses of a SELECT, and the names of its columns.</summary>
internal static class SelectClauses
{
    /// <summary>The begin of the name of a column without one behind a star: the worker gives it its place.</summary>
    public const string Unnamed = "_col?";

    /// <summary>Functions without parentheses, which the parser takes for columns.</summary>
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.Ordinal, "current_catalog", "current_schema", "current_user", "current_role", "session_user", "user", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

    public static void Clause(DialectContext context, JsonObject node)
    {
        switch (Nodes.Text(node, "type"))
        {
            case "SET_OPERATION_NODE":
                if (node["left"] is JsonObject first && Nodes.Text(first, "type") == "SELECT_NODE")
                {
                    Refusals.RefuseOrder(context, node, new SelectNames(first));
                }

                SetOperation(context, node);
                if (node["setop_all"]?.GetValue<bool>() != true && context.Types.OfQuery(node["left"]!.AsObject()).Columns.Any(column => column.Known.Kind == ExpressionKind.OffsetTime))
                {
                    throw context.Failed(TrinoErrorCode.NotSupported, node, "Times with an offset cannot be distinguished by UNION, INTERSECT and EXCEPT here. Write UNION ALL, or CAST(… AS varchar).");
                }

                break;
            case "RECURSIVE_CTE_NODE":
                SetOperation(context, node);
                break;
            case "SELECT_NODE":
                Refusals.RefuseSelect(context, node);
                OrderClauses.ReadResults(context, node);
                FromClauses.MergedColumns(context, node);
                Names(context, node["select_list"]!.AsArray(), isResult: node == context.Top);
                foreach (var clause in (ReadOnlySpan<string>)["where_clause", "having"])
                {
                    if (node[clause] is JsonObject condition)
                    {
                        TypeRules.Condition(context, condition);
                    }
                }

                break;
            case "EXPRESSION_LIST":
                Values(context, node);
                break;
            case "TABLE_FUNCTION":
                FromClauses.Unnest(context, node);
                break;
            case "JOIN" when Nodes.Text(node, "ref_type") is "NATURAL":
                throw context.Failed(TrinoErrorCode.NotSupported, node, "Natural join not supported. Name the columns: JOIN … USING (column).");
            case "JOIN":
                Refusals.RefuseJoin(context, node);
                break;
            case "DISTINCT_MODIFIER" when node["distinct_on_targets"] is JsonArray { Count: > 0 }:
                throw context.Failed(TrinoErrorCode.SyntaxError, node, "DISTINCT ON is not supported. Number the rows, row_number() OVER (PARTITION BY … ORDER BY …), and keep the first.");
        }
    }

    /// <summary>Names columns of the result that have one name: behind a star the engine numbers the second, <c>a_1</c>.</summary>
    public static void RepeatedNames(DialectContext context)
    {
        var result = context.Types.Result;
        for (var at = 0; at < result.Columns.Count; at++)
        {
            if (result.Columns[at].Name is var name && result.Repeats(name) && result.Place(at) is { } place)
            {
                context.ColumnNames.TryAdd(place, name);
            }
        }
    }

    private static void SetOperation(DialectContext context, JsonObject node)
    {
        const string What = "in one column of a UNION, INTERSECT or EXCEPT";
        if (Nodes.Text(node, "setop_type").EndsWith("BY_NAME", StringComparison.Ordinal))
        {
            throw context.Failed(TrinoErrorCode.SyntaxError, node, "BY NAME is not supported. Write the columns of both sides in one order.");
        }

        var (left, right) = (node["left"]!.AsObject(), node["right"]!.AsObject());
        // The outermost one has the columns of all.
        List<JsonArray> lists = node.Parent is JsonObject outer && outer.ContainsKey("setop_type") ? [] : [.. Lists(left), .. Lists(right)];
        if (lists.Count > 0 && !lists.Exists(list => list.Any(Nodes.IsStar)))
        {
            for (var i = 0; i < lists[0].Count; i++)
            {
                TypeRules.Unite(context, node, [.. lists.Where(list => i < list.Count).Select(list => list[i]!)], What);
            }
        }
        else if (context.Types.OfQuery(left) is { IsComplete: true } one && context.Types.OfQuery(right) is { IsComplete: true } other)
        {
            foreach (var (first, second) in one.Columns.Zip(other.Columns))
            {
                TypeRules.RequireOneType(context, node, [first.Known, second.Known], What);
            }
        }
    }

    private static IEnumerable<JsonArray> Lists(JsonObject query) =>
        query["left"] is JsonObject left && query["right"] is JsonObject right ? Lists(left).Concat(Lists(right)) : [query["select_list"]!.AsArray()];

    // Trino names what has no name by its place.
    private static void Names(DialectContext context, JsonArray list, bool isResult)
    {
        var lastStar = list.ToList().FindLastIndex(Nodes.IsStar);
        var isBehindStar = false;
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i]!.AsObject();
            var kind = Nodes.Class(item);
            isBehindStar |= Nodes.IsStar(item);
            if (kind == "STAR" || Nodes.FunctionName(item) == "unnest" || Nodes.Text(item, "alias").Length > 0)
            {
                continue;
            }

            if (kind == "COLUMN_REF" && item["column_names"]!.AsArray() is var names && !(names.Count == 1 && Keywords.Contains(AsciiNames.Lower(names[0]!.GetValue<string>())) && !IsQuoted(context, item)))
            {
                // The name as it is written, where the engine would give the table's.
                if (names[^1]!.GetValue<string>() is var written && written.Any(char.IsAsciiLetterUpper))
                {
                    SetName(context, list, i, written, isResult && (!isBehindStar || i > lastStar), isBehindStar);
                }

                continue;
            }

            SetName(context, list, i, string.Create(CultureInfo.InvariantCulture, $"{(isBehindStar ? Unnamed : "_col")}{i}"), isResult && (!isBehindStar || i > lastStar), isBehindStar);
        }
    }

    // "user" is a column, where user is the caller.
    private static bool IsQuoted(DialectContext context, JsonObject item) => context.IsWord(item, "\""u8);

    /// <summary>Names an item. For columns of the result that is all, the worker does it, and the text runs as it is.</summary>
    private static void SetName(DialectContext context, JsonArray list, int place, string name, bool isResult, bool isBehindStar)
    {
        list[place]!["alias"] = name;
        if (isResult)
        {
            // Behind a star places are counted from the end.
            context.ColumnNames[isBehindStar ? place - list.Count : place] = name;
        }
        else
        {
            context.IsChanged = true;
        }
    }

    private static void Values(DialectContext context, JsonObject table)
    {
        var rows = table["values"]!.AsArray();
        if (rows.Count == 0 || table["expected_names"] is JsonArray { Count: > 0 })
        {
            return;
        }

        table["expected_names"] = new JsonArray([.. Enumerable.Range(0, rows[0]!.AsArray().Count).Select(i => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"_col{i}"))]);
        context.IsChanged = true;
        for (var column = 0; column < rows[0]!.AsArray().Count; column++)
        {
            TypeRules.Unite(context, table, [.. rows.Select(row => row!.AsArray()).Where(row => column < row.Count).Select(row => row[column]!)], "in one column of VALUES");
        }
    }
}

using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Clauses and names that the engine takes and Trino does not.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>The meanings that a query's names may have.</summary>
    private QueryNames _queryNames = QueryNames.None;

    private void RefuseSelect(JsonObject select)
    {
        if (select["qualify"] is JsonObject qualify)
        {
            throw Failed(TrinoErrorCode.SyntaxError, qualify, "QUALIFY is not supported. Write the window function in a subquery, and WHERE around it.");
        }

        if (DialectNodes.Text(select, "aggregate_handling") == "FORCE_AGGREGATES")
        {
            throw Failed(TrinoErrorCode.ColumnNotFound, select, "GROUP BY ALL is not supported: Column 'all' cannot be resolved. Name the columns, or their places: GROUP BY 1, 2.");
        }

        var names = new SelectNames(select);
        foreach (var clause in (ReadOnlySpan<string>)["where_clause", "having", "group_expressions"])
        {
            foreach (var column in SelectNames.Columns(select[clause]))
            {
                if (SelectNames.Single(column) is { } name && names.IsOwnAlias(name) && _queryNames.MeansOnlyAnAlias(name))
                {
                    throw Failed(TrinoErrorCode.ColumnNotFound, column, $"Column '{name}' cannot be resolved: it is the name of a result, which WHERE, GROUP BY and HAVING do not know. Write its expression.");
                }
            }
        }

        foreach (var column in SelectNames.Columns(select["select_list"]))
        {
            if (SelectNames.Single(column) is { } name && ByPlace().IsMatch(name) && !_queryNames.IsGiven(name))
            {
                throw Failed(TrinoErrorCode.ColumnNotFound, column, $"Column '{name}' cannot be resolved: the column has no name. Give it one, AS name.");
            }
        }

        RefuseAmbiguous(select);
        RefuseOrder(select, names);
        RefuseOffsetTimes(select["group_expressions"] as JsonArray ?? []);
    }

    // SELECT id FROM (SELECT id, id FROM t)
    private void RefuseAmbiguous(JsonObject select)
    {
        if (select["from_table"] is not JsonObject table || DialectNodes.Text(table, "type") != "SUBQUERY" || table["column_name_alias"] is JsonArray { Count: > 0 } || table["subquery"]?["node"] is not JsonObject inner || DialectNodes.Text(inner, "type") != "SELECT_NODE")
        {
            return;
        }

        var names = new SelectNames(inner);
        foreach (var column in new[] { "select_list", "where_clause", "group_expressions", "having" }.SelectMany(part => SelectNames.Columns(select[part])))
        {
            if (SelectNames.Single(column) is { } name && names.Count(name) > 1)
            {
                throw Failed(TrinoErrorCode.AmbiguousName, column, $"Column '{name}' is ambiguous: several columns of the subquery have this name. Give them others.");
            }
        }
    }

    private void RefuseOrder(JsonObject select, SelectNames names)
    {
        var modifiers = select["modifiers"]!.AsArray().OfType<JsonObject>().ToList();
        var isDistinct = modifiers.Exists(modifier => DialectNodes.Text(modifier, "type") == "DISTINCT_MODIFIER");
        RefuseOffsetTimes(isDistinct && select["select_list"] is JsonArray results ? results : []);
        foreach (var order in modifiers.Where(modifier => DialectNodes.Text(modifier, "type") == "ORDER_MODIFIER").SelectMany(modifier => modifier["orders"]!.AsArray()))
        {
            var expression = order!["expression"]!.AsObject();
            RefuseOffsetTimes([expression]);
            if (DialectNodes.Class(expression) == "STAR")
            {
                throw Failed(TrinoErrorCode.ColumnNotFound, expression, "ORDER BY ALL is not supported: Column 'all' cannot be resolved. Name the columns, or their places: ORDER BY 1, 2.");
            }

            foreach (var column in SelectNames.Columns(expression))
            {
                if (SelectNames.Single(column) is { } name && names.Count(name) + (names.HasStarOf(_queryNames) && _queryNames.IsColumn(name) ? 1 : 0) > 1)
                {
                    throw Failed(TrinoErrorCode.AmbiguousName, column, $"Column '{name}' is ambiguous: several results have this name. Give them others.");
                }
            }

            if (isDistinct && SelectNames.Single(expression) is { } ordered && !names.Has(ordered))
            {
                throw Failed(TrinoErrorCode.ExpressionNotInDistinct, expression, "For SELECT DISTINCT, ORDER BY expressions must appear in select list");
            }
        }
    }

    private void RefuseUnknownStar()
    {
        if (_types.UnknownStar is { } star)
        {
            throw Failed(TrinoErrorCode.TableNotFound, star, $"Unable to resolve reference {DialectNodes.Text(star, "relation_name")}: nothing in FROM has the name.");
        }
    }

    private void RefuseStar(JsonObject star)
    {
        if (star.Parent is JsonObject order && order["null_order"] is not null)
        {
            return;
        }

        if (star["columns"]?.GetValue<bool>() == true || star["expr"] is JsonObject)
        {
            throw Failed(TrinoErrorCode.FunctionNotFound, star, "Function 'columns' not registered. Name the columns.");
        }

        if (IsGiven(star["exclude_list"]) || IsGiven(star["qualified_exclude_list"]) || IsGiven(star["replace_list"]) || IsGiven(star["rename_list"]))
        {
            throw Failed(TrinoErrorCode.SyntaxError, star, "EXCLUDE, REPLACE and RENAME behind * are not supported. Name the columns.");
        }
    }

    private void RefuseJoin(JsonObject join)
    {
        var (kind, reference) = (DialectNodes.Text(join, "join_type"), DialectNodes.Text(join, "ref_type"));
        var instead = kind is "SEMI" ? "WHERE EXISTS (SELECT 1 FROM … WHERE …)"
            : kind is "ANTI" ? "WHERE NOT EXISTS (SELECT 1 FROM … WHERE …)"
            : reference is "ASOF" ? "a join, and row_number() OVER (PARTITION BY … ORDER BY … DESC) in a subquery"
            : reference is "POSITIONAL" ? "a join on row_number() OVER (ORDER BY …) of both sides"
            : null;
        if (instead is not null)
        {
            throw Failed(TrinoErrorCode.SyntaxError, join, $"{(kind is "SEMI" or "ANTI" ? kind : reference)} JOIN is not supported. Write {instead}.");
        }
    }

    // o.email.upper(), and UNNEST among the columns of a SELECT.
    private void RefuseCall(JsonObject function)
    {
        if (DialectNodes.Text(function, "schema") is { Length: > 0 } and not "main" and var value)
        {
            throw Failed(TrinoErrorCode.FunctionNotFound, function, $"Function '{value}.{DialectNodes.Text(function, "function_name")}' not registered. Write {DialectNodes.Text(function, "function_name")}({value}).");
        }

        RefuseEngineName(function);
        RefuseOffsetTimes(function["distinct"]?.GetValue<bool>() == true ? DialectNodes.Children(function) : []);
        if (DialectNodes.FunctionName(function) == "unnest" && function.Parent is not JsonObject)
        {
            throw Failed(TrinoErrorCode.SyntaxError, function, "UNNEST is a table: write FROM … CROSS JOIN UNNEST(array) AS t(item).");
        }
    }

    // A name that the query writes; what the parser makes of operators and clauses has the engine's names too. In FROM the walker judges.
    private void RefuseEngineName(JsonObject function)
    {
        var name = DialectNodes.Text(function, "function_name");
        if (name is [>= 'a' and <= 'z', ..] && !TrinoFunctions.IsPermitted(name) && IsCalledBy(function, name) && !(function.Parent is JsonObject table && DialectNodes.Text(table, "type") == "TABLE_FUNCTION"))
        {
            throw Failed(TrinoErrorCode.FunctionNotFound, function, $"Function '{name}' not registered. {TrinoFunctions.Instead(name)}".TrimEnd());
        }
    }

    private bool IsCalledBy(JsonObject node, string name) => IsWord(node, Encoding.UTF8.GetBytes(name)) || IsWord(node, Encoding.UTF8.GetBytes(SqlIdentifier.Quote(name)));

    private static bool IsGiven(JsonNode? list) => list is JsonArray { Count: > 0 } or JsonObject { Count: > 0 };

    // _col0
    [GeneratedRegex(@"^_col\d+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex ByPlace();
}

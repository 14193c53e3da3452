using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Clauses;

/// <summary>Clauses and names that the engine takes and Trino does not.</summary>
internal static partial class Refusals
{
    public static void RefuseSelect(DialectContext context, JsonObject select)
    {
        if (select["qualify"] is JsonObject qualify)
        {
            throw context.Failed(TrinoErrorCode.SyntaxError, qualify, "QUALIFY is not supported. Write the window function in a subquery, and WHERE around it.");
        }

        if (Nodes.Text(select, "aggregate_handling") == "FORCE_AGGREGATES")
        {
            throw context.Failed(TrinoErrorCode.ColumnNotFound, select, "GROUP BY ALL is not supported: Column 'all' cannot be resolved. Name the columns, or their places: GROUP BY 1, 2.");
        }

        var names = new SelectNames(select);
        foreach (var clause in (ReadOnlySpan<string>)["where_clause", "having", "group_expressions"])
        {
            foreach (var column in SelectNames.Columns(select[clause]))
            {
                if (SelectNames.Single(column) is { } name && names.IsOwnAlias(name) && (context.Types.IsOwnAlias(column) || context.Names.MeansOnlyAnAlias(name)))
                {
                    throw context.Failed(TrinoErrorCode.ColumnNotFound, column, $"Column '{name}' cannot be resolved: it is the name of a result, which WHERE, GROUP BY and HAVING do not know. Write its expression, or the table of an outer query before the column.");
                }
            }
        }

        foreach (var column in SelectNames.Columns(select["select_list"]))
        {
            if (SelectNames.Single(column) is { } name && ByPlace().IsMatch(name) && !context.Names.IsGiven(name))
            {
                throw context.Failed(TrinoErrorCode.ColumnNotFound, column, $"Column '{name}' cannot be resolved: the column has no name. Give it one, AS name.");
            }
        }

        RefuseOrder(context, select, names);
        Comparisons.RefuseOffsetTimes(context, select["group_expressions"] as JsonArray ?? []);
    }

    public static void RefuseOrder(DialectContext context, JsonObject select, SelectNames names)
    {
        var modifiers = select["modifiers"]!.AsArray().OfType<JsonObject>().ToList();
        var isDistinct = modifiers.Exists(modifier => Nodes.Text(modifier, "type") == "DISTINCT_MODIFIER");
        Comparisons.RefuseOffsetTimes(context, isDistinct && select["select_list"] is JsonArray results ? results : []);
        foreach (var order in modifiers.Where(modifier => Nodes.Text(modifier, "type") == "ORDER_MODIFIER").SelectMany(modifier => modifier["orders"]!.AsArray()))
        {
            var expression = order!["expression"]!.AsObject();
            Comparisons.RefuseOffsetTimes(context, [expression]);
            if (Nodes.Class(expression) == "STAR")
            {
                throw context.Failed(TrinoErrorCode.ColumnNotFound, expression, "ORDER BY ALL is not supported: Column 'all' cannot be resolved. Name the columns, or their places: ORDER BY 1, 2.");
            }

            foreach (var column in SelectNames.Columns(expression))
            {
                if (SelectNames.Single(column) is { } name && context.Types.OfQuery(select).Repeats(name))
                {
                    throw context.Failed(TrinoErrorCode.AmbiguousName, column, $"Column '{name}' is ambiguous: several results have this name. Give them others.");
                }
            }

            if (isDistinct && SelectNames.Single(expression) is { } ordered && !names.Has(ordered))
            {
                throw context.Failed(TrinoErrorCode.ExpressionNotInDistinct, expression, "For SELECT DISTINCT, ORDER BY expressions must appear in select list");
            }
        }
    }

    public static void RefuseUnknownStar(DialectContext context)
    {
        if (context.Types.UnknownStar is { } star)
        {
            throw UnknownStar(context, star);
        }
    }

    public static void RefuseColumn(DialectContext context, JsonObject column)
    {
        if (context.Types.IsAmbiguous(column))
        {
            throw context.Failed(TrinoErrorCode.AmbiguousName, column, $"Column '{Nodes.Name(column, ^1)}' is ambiguous: several columns of one subquery have this name. Give them others.");
        }

        if (context.Types.IsNumbered(column))
        {
            throw context.Failed(TrinoErrorCode.ColumnNotFound, column, $"Column '{string.Join('.', column["column_names"]!.AsArray())}' cannot be resolved: several columns of one subquery have the name before its number. Give them others.");
        }

        var name = column["column_names"]![0]!.GetValue<string>();
        if (context.Names.IsOfUnnamedSubquery(AsciiNames.Lower(name)))
        {
            throw context.Failed(TrinoErrorCode.ColumnNotFound, column, $"Column '{name}' cannot be resolved. If it means a subquery, give that a name, (SELECT …) AS name.");
        }
    }

    public static void RefuseStar(DialectContext context, JsonObject star)
    {
        if (context.Names.IsOfUnnamedSubquery(AsciiNames.Lower(Nodes.Text(star, "relation_name"))))
        {
            throw UnknownStar(context, star);
        }

        if (star.Parent is JsonObject order && order["null_order"] is not null)
        {
            return;
        }

        if (star["columns"]?.GetValue<bool>() == true || star["expr"] is JsonObject)
        {
            throw context.Failed(TrinoErrorCode.FunctionNotFound, star, "Function 'columns' not registered. Name the columns.");
        }

        if (IsGiven(star["exclude_list"]) || IsGiven(star["qualified_exclude_list"]) || IsGiven(star["replace_list"]) || IsGiven(star["rename_list"]))
        {
            throw context.Failed(TrinoErrorCode.SyntaxError, star, "EXCLUDE, REPLACE and RENAME behind * are not supported. Name the columns.");
        }
    }

    public static void RefuseJoin(DialectContext context, JsonObject join)
    {
        var (kind, reference) = (Nodes.Text(join, "join_type"), Nodes.Text(join, "ref_type"));
        var instead = kind is "SEMI" ? "WHERE EXISTS (SELECT 1 FROM … WHERE …)"
            : kind is "ANTI" ? "WHERE NOT EXISTS (SELECT 1 FROM … WHERE …)"
            : reference is "ASOF" ? "a join, and row_number() OVER (PARTITION BY … ORDER BY … DESC) in a subquery"
            : reference is "POSITIONAL" ? "a join on row_number() OVER (ORDER BY …) of both sides"
            : null;
        if (instead is not null)
        {
            throw context.Failed(TrinoErrorCode.SyntaxError, join, $"{(kind is "SEMI" or "ANTI" ? kind : reference)} JOIN is not supported. Write {instead}.");
        }

        if (context.Types.IsAmbiguous(join))
        {
            throw context.Failed(TrinoErrorCode.AmbiguousName, join, "A column of USING is ambiguous: several columns of one side have its name. Give them others.");
        }
    }

    // o.email.upper(), and UNNEST among the columns of a SELECT.
    public static void RefuseCall(DialectContext context, JsonObject function)
    {
        if (Nodes.Text(function, "schema") is { Length: > 0 } and not "main" and var value)
        {
            throw context.Failed(TrinoErrorCode.FunctionNotFound, function, $"Function '{value}.{Nodes.Text(function, "function_name")}' not registered. Write {Nodes.Text(function, "function_name")}({value}).");
        }

        RefuseEngineName(context, function);
        Comparisons.RefuseOffsetTimes(context, function["distinct"]?.GetValue<bool>() == true ? Nodes.Children(function) : []);
        if (Nodes.FunctionName(function) == "unnest" && function.Parent is not JsonObject)
        {
            throw context.Failed(TrinoErrorCode.SyntaxError, function, "UNNEST is a table: write FROM … CROSS JOIN UNNEST(array) AS t(item).");
        }
    }

    // A name that the query writes; what the parser makes of operators and clauses has the engine's names too. In FROM the walker judges.
    public static void RefuseEngineName(DialectContext context, JsonObject function)
    {
        var name = Nodes.Text(function, "function_name");
        if (name is [>= 'a' and <= 'z', ..] && !TrinoFunctions.IsPermitted(name) && IsCalledBy(context, function, name) && !(function.Parent is JsonObject table && Nodes.Text(table, "type") == "TABLE_FUNCTION"))
        {
            throw context.Failed(TrinoErrorCode.FunctionNotFound, function, $"Function '{name}' not registered. {TrinoFunctions.Instead(name)}".TrimEnd());
        }
    }

    private static QueryFailedException UnknownStar(DialectContext context, JsonObject star) =>
        context.Failed(TrinoErrorCode.TableNotFound, star, $"Unable to resolve reference {Nodes.Text(star, "relation_name")}: nothing in FROM has the name.");

    private static bool IsCalledBy(DialectContext context, JsonObject node, string name) => context.IsWord(node, Encoding.UTF8.GetBytes(name)) || context.IsWord(node, Encoding.UTF8.GetBytes(SqlIdentifier.Quote(name)));

    private static bool IsGiven(JsonNode? list) => list is JsonArray { Count: > 0 } or JsonObject { Count: > 0 };

    // _col0
    [GeneratedRegex(@"^_col\d+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex ByPlace();
}

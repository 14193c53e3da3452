using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>
/// Writes TRY so that the engine (1.5.6) computes it right. After a failure it runs the body again row by row, where a CASE or COALESCE writes at another
/// row's place; it runs a function of one column over all values of the column's dictionary; and it computes what two TRYs have in common before both,
/// outside of them. A body in a lambda of its own, with two arguments, is spared all three. Aggregates, windows and subqueries, which the engine allows
/// in neither, are computed before it, as in Trino: TRY(sum(a) / sum(b)). Pure.
/// </summary>
internal static class TriedBody
{
    // The same in each TRY: expressions of GROUP BY and SELECT are to be the same too.
    private const string Item = "_tried";
    private const string Earlier = "_before";

    // Null where one of their arguments is.
    private static readonly FrozenSet<string> Strict = FrozenSet.Create(StringComparer.Ordinal, "+", "-", "*", "/", "%", "mod", "abs", "round", "floor", "ceil", "ceiling", "truncate", "sqrt", "power");

    /// <summary>Whether TRY is NULL where a part within it is: then the part need not fail, for which the engine is slow.</summary>
    /// <param name="part">A part of the query, as it was parsed.</param>
    public static bool IsNullWith(JsonObject part)
    {
        foreach (var around in Nodes.Around(part))
        {
            if (Nodes.Text(around, "type") == "OPERATOR_TRY")
            {
                return true;
            }

            if (Nodes.Class(around) != "CAST" && !(Nodes.FunctionName(around) is { } name && Strict.Contains(name)))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Writes a TRY so that the engine computes it right.</summary>
    /// <param name="tried">The TRY, which is changed.</param>
    /// <param name="copy">Makes a copy of a part.</param>
    /// <returns>What takes its place: itself, or what is around it.</returns>
    public static JsonObject Of(JsonObject tried, Func<JsonNode, JsonNode> copy)
    {
        var before = Before(tried);
        for (var at = 0; at < before.Count; at++)
        {
            Nodes.Replace(before[at], Nodes.Extract(Nodes.Column(Earlier), Nodes.Constant(at + 1)));
        }

        var body = Nodes.Take(tried)[0];
        Nodes.Children(tried).Add((JsonNode)Applied(Nodes.ReadColumn(body) is { } column ? copy(column) : Nodes.Constant(0), Item, body));
        return before.Count == 0 ? tried : Applied(Nodes.Function("row", [.. before]), Earlier, tried);
    }

    /// <summary>Computes a body in a lambda of its own, whose parameter has a value.</summary>
    public static JsonObject Applied(JsonNode value, string parameter, JsonNode body) => Nodes.Extract(
        Nodes.Function("list_transform", Nodes.Function("list_value", value), Nodes.Lambda(parameter, body)), Nodes.Constant(1));

    /// <summary>The outermost parts that no lambda has: aggregates, windows and subqueries.</summary>
    public static List<JsonObject> Before(JsonNode part) =>
        [.. Nodes.Within(part, each => !IsBefore(each)).Select(each => each.Part).OfType<JsonObject>().Where(IsBefore)];

    private static bool IsBefore(JsonObject node) => Nodes.Class(node) is "WINDOW" or "SUBQUERY" || (Nodes.Class(node) == "FUNCTION" && SafeFunctions.IsAggregate(Nodes.Text(node, "function_name")));
}

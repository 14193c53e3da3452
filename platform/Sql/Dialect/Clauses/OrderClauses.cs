using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Clauses;

/// <summary>The names in ORDER BY of a SELECT.</summary>
internal static class OrderClauses
{
    /// <summary>Gives names within the expressions of ORDER BY the results that they mean: where FROM has a column of the name, the engine reads that one.</summary>
    public static void ReadResults(DialectContext context, JsonObject select)
    {
        var names = new SelectNames(select);
        foreach (var order in select["modifiers"]!.AsArray().OfType<JsonObject>().Where(modifier => Nodes.Text(modifier, "type") == "ORDER_MODIFIER").SelectMany(modifier => modifier["orders"]!.AsArray()))
        {
            var expression = order!["expression"]!.AsObject();
            if (Nodes.Class(expression) == "COLUMN_REF")
            {
                continue;
            }

            foreach (var column in Nodes.Columns(expression, IsEntered).ToList())
            {
                if (SelectNames.Single(column) is { } name && names.IsOwnAlias(name) && !context.Names.MeansOnlyAnAlias(name) && names.Result(name) is { } result)
                {
                    Nodes.Replace(column, context.Copy(result).AsObject());
                    context.IsChanged = true;
                }
            }
        }
    }

    // Trino refuses results within aggregates; there the columns of FROM are meant.
    private static bool IsEntered(JsonObject node) =>
        Nodes.Class(node) is not ("SUBQUERY" or "LAMBDA") && !(Nodes.Class(node) == "FUNCTION" && Nodes.FunctionName(node) is { } name && SafeFunctions.IsAggregate(name));
}

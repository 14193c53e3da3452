using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>
/// Has values that are others each time, such as that of <c>rand()</c>, computed once where Trino does. Macros name an argument several times, as the engine
/// does that of NULLIF, and that of CASE for each WHEN. As the parameter of a lambda it has one value. So has a subquery, which the lambda of a macro cannot hold. Pure.
/// </summary>
internal static class ChangingValues
{
    // The same in each: expressions of GROUP BY and SELECT are to be the same too.
    private const string Once = "_once";

    private static readonly FrozenSet<string> Changing = FrozenSet.Create(StringComparer.Ordinal, "random", "uuid", $"{MacroNames.Prefix}rand", $"{MacroNames.Prefix}shuffle");

    /// <summary>Whether a tree may have such a value.</summary>
    public static bool May(ReadOnlySpan<byte> tree) => tree.IndexOf("\"rand"u8) >= 0 || tree.IndexOf("\"uuid\""u8) >= 0 || tree.IndexOf("\"shuffle\""u8) >= 0 || tree.IndexOf("\"SUBQUERY\""u8) >= 0;

    /// <summary>Has them computed once in a tree that is rewritten.</summary>
    public static void Bind(DialectContext context, JsonNode root)
    {
        List<JsonObject> nodes = [.. Nodes.Within(root).Select(each => each.Part).OfType<JsonObject>()];
        var around = nodes.Where(IsChanging).SelectMany(Nodes.Around).Where(node => Nodes.Class(node) == "CASE" || IsMacro(node))
            .Concat(nodes.Where(node => Nodes.Class(node) == "SUBQUERY").SelectMany(Nodes.Around).Where(node => IsMacro(node, DialectMacros.HasLambda)));
        foreach (var node in around.Distinct<JsonObject>(ReferenceEqualityComparer.Instance).ToList())
        {
            if (Nodes.Class(node) == "CASE")
            {
                BindCase(context, node);
            }
            else
            {
                Bind(context, node, [.. Nodes.Children(node).Select(child => child!.AsObject()).Where(child => Nodes.Class(child) is not ("CONSTANT" or "LAMBDA"))]);
            }
        }
    }

    private static bool IsChanging(JsonObject node) => Nodes.FunctionName(node) is { } name && Changing.Contains(name);

    private static bool IsMacro(JsonObject node) => Nodes.FunctionName(node) == "nullif" || IsMacro(node, name => DialectMacros.Find(name) is not { IsAggregate: true });

    private static bool IsMacro(JsonObject node, Func<string, bool> test) =>
        Nodes.FunctionName(node) is { } name && name.StartsWith(MacroNames.Prefix, StringComparison.Ordinal) && test(name[MacroNames.Prefix.Length..]);

    // CASE x WHEN a … WHEN b: the parser writes x = a, x = b, each with the place of x.
    private static void BindCase(DialectContext context, JsonObject node)
    {
        List<JsonObject> compared = [.. node["case_checks"]!.AsArray().Select(check => check!["when_expr"]!.AsObject()).Where(when => Nodes.Text(when, "type") == "COMPARE_EQUAL").Select(when => when["left"]!.AsObject())];
        if (compared.Count > 1 && Nodes.Within(compared[0]).Any(each => each.Part is JsonObject part && IsChanging(part)) && compared.TrueForAll(each => JsonNode.DeepEquals(each, compared[0])))
        {
            foreach (var other in compared.Skip(1))
            {
                Nodes.Replace(other, Nodes.Extract(Nodes.Column(Once), Nodes.Constant(1)));
            }

            Bind(context, node, [compared[0], .. TriedBody.Before(node).Where(before => !Nodes.Around(before).Prepend(before).Contains(compared[0]))]);
        }
    }

    private static void Bind(DialectContext context, JsonObject node, IReadOnlyList<JsonObject> values)
    {
        for (var at = 0; at < values.Count; at++)
        {
            Nodes.Replace(values[at], Nodes.Extract(Nodes.Column(Once), Nodes.Constant(at + 1)));
        }

        context.Surround(node, inner => TriedBody.Applied(Nodes.Function("row", [.. values]), Once, inner));
    }
}

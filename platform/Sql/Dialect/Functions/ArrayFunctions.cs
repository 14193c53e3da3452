using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Functions of arrays and maps, without lambdas.</summary>
internal static class ArrayFunctions
{
    public static IEnumerable<DialectFunction> All =>
    [
        .. DialectFunction.Each("array_distinct array_max array_min flatten slice", takes: ArgumentKind.Array),
        .. DialectFunction.Each("map_keys map_values", takes: ArgumentKind.Map),
        new("cardinality", Cardinality, 1) { Takes = ArgumentKind.Collection, Signature = "(array(T)) -> bigint, (map(K, V)) -> bigint" },
        new("contains") { IsEngines = count => count != 2 },
        DialectFunction.Renamed("cosine_distance", "list_cosine_distance"),
        new("element_at", ElementAt, 2) { Takes = ArgumentKind.Collection },
        new("map_concat", call => call.Count > 1 && OfNoNull(call.Context, call.Node)),
        new("map_entries", MapEntries, 1) { Takes = ArgumentKind.Map },
        new("multimap_from_entries", call => call.Macro("multimap_of"), 1) { Signature = "(array(row(K, V))) -> map(K, array(V))" },
        new("repeat", call => call.Macro("repeat_element"), 2),
        new("sequence", Sequence),
        new("zip", call => call.Rename("list_zip") && OfNoNull(call.Context, call.Node)) { Signature = "(array(T1), array(T2)) -> array(row(T1, T2))" },
    ];

    /// <summary>Makes a call null where an argument is null, which the engine takes for an empty one. Returns true.</summary>
    public static bool OfNoNull(DialectContext context, JsonObject call)
    {
        var nullable = Nodes.Children(call).Select(argument => argument!.AsObject()).Where(argument => Nodes.Class(argument) != "LAMBDA" && Nodes.FunctionName(argument) is not ("list_value" or "map") && Nodes.Text(argument, "type") != "ARRAY_CONSTRUCTOR").Select(context.Copy).ToList();
        if (nullable.Count > 0)
        {
            context.Surround(call, inner => Nodes.NullIfAny(nullable, inner));
        }

        return true;
    }

    private static bool Cardinality(DialectCall call)
    {
        var context = call.Context;
        if (call.Kind(0) == ExpressionKind.Map || context.Types.Of(call[0]).Kind == ExpressionKind.Map)
        {
            call.Add(Nodes.Function("map_keys", call.Take()));
        }

        return call.Rename("len");
    }

    private static bool ElementAt(DialectCall call)
    {
        if (!Subscripts.IsKeyOf(call.Context, call[0], call[1]))
        {
            throw ArgumentRules.Unexpected(call);
        }

        if (call.Number(1) is 0 && TypeRules.IsArray(call.Kind(0)))
        {
            throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, "SQL array indices start at 1");
        }

        if (TypeRules.IsArray(call.Kind(0)) && call.Number(1) is null)
        {
            return call.Macro("item_or_null");
        }

        var parts = call.Take();
        return call.Become(Nodes.Extract(parts[0], parts[1]));
    }

    // Rows without names of their fields.
    private static bool MapEntries(DialectCall call)
    {
        var map = call.Take()[0];
        return call.Become(Nodes.Function("list_zip", Nodes.Function("map_keys", call.Context.Copy(map)), Nodes.Function("map_values", map)));
    }

    private static bool Sequence(DialectCall call) =>
        call.Macro(call.Count == 0 || !ExpressionKinds.IsTime(call.Kind(0)) ? "sequence" : call.Count == 3 && Arithmetic.HasMonths(call.Context, call[2]) ? "sequence_months" : "sequence_dates");
}

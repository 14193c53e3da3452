using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Functions that take lambdas. The engine's take one list, and lambdas cannot be arguments of macros.</summary>
internal static class LambdaFunctions
{
    private static readonly (int Place, int Parameters)[] OfItem = [(1, 1)];
    private static readonly (int Place, int Parameters)[] OfEntry = [(1, 2)];

    public static IEnumerable<DialectFunction> All =>
    [
        .. DialectFunction.Each("all_match any_match none_match", Match, ArgumentKind.Array, arity: 2).Select(function => function with { Lambdas = OfItem, Signature = "(array(T), function(T, boolean)) -> boolean" }),
        new("array_sort", call => call.Count == 2 ? Nodes.Class(call[1]) == "LAMBDA" && SortBy(call) : SortIntervals(call)) { Takes = ArgumentKind.Array, IsEngines = count => count > 1 },
        new("filter", call => call.Rename("list_filter"), 2) { Takes = ArgumentKind.Array, Lambdas = OfItem },
        new("map_filter", FilterMap, 2) { Takes = ArgumentKind.Map, Lambdas = OfEntry, Signature = "(map(K, V), function(K, V, boolean)) -> map(K, V)" },
        new("map_zip_with", ZipMaps, 3) { Takes = ArgumentKind.Map, Lambdas = [(2, 3)], Signature = "(map(K, V1), map(K, V2), function(K, V1, V2, V3)) -> map(K, V3)" },
        new("transform", call => call.Rename("list_transform"), 2) { Takes = ArgumentKind.Array, Lambdas = OfItem, Signature = "(array(T), function(T, U)) -> array(U)" },
        new("transform_keys", TransformKeys, 2) { Takes = ArgumentKind.Map, Lambdas = OfEntry, Signature = "(map(K1, V), function(K1, V, K2)) -> map(K2, V)" },
        new("transform_values", TransformValues, 2) { Takes = ArgumentKind.Map, Lambdas = OfEntry, Signature = "(map(K, V1), function(K, V1, V2)) -> map(K, V2)" },
        new("zip_with", ZipWith, 3) { Takes = ArgumentKind.Array, Lambdas = [(2, 2)], Signature = "(array(T), array(U), function(T, U, R)) -> array(R)" },
    ];

    private static bool Match(DialectCall call)
    {
        var flags = Nodes.Function("list_transform", call.Take());
        var any = Nodes.Function(call.Context.Macro(call.Name == "all_match" ? "all_of" : "any_of"), flags);
        return call.Become(call.Name != "none_match" ? any : Nodes.Not(any));
    }

    private static bool ZipWith(DialectCall call)
    {
        var parts = call.Take();
        var pairs = OneParameter(call.Context, parts[2], (parameter, at) => Nodes.Extract(Nodes.Column(parameter), Nodes.Constant(at + 1)));
        var zip = Nodes.Function("list_zip", parts[0], parts[1]);
        call.Become(Nodes.Function("list_transform", zip, pairs));
        return ArrayFunctions.OfNoNull(call.Context, zip);
    }

    private static bool FilterMap(DialectCall call)
    {
        var parts = call.Take();
        return call.Become(Nodes.Function("map_from_entries", Nodes.Function("list_filter", Nodes.Function("map_entries", parts[0]), OfEntries(call, parts[1]))));
    }

    private static bool TransformValues(DialectCall call)
    {
        var parts = call.Take();
        return call.Become(Nodes.Function("map", Nodes.Function("map_keys", call.Context.Copy(parts[0])), Nodes.Function("list_transform", Nodes.Function("map_entries", parts[0]), OfEntries(call, parts[1]))));
    }

    private static bool TransformKeys(DialectCall call)
    {
        var parts = call.Take();
        return call.Become(Nodes.Function("map", Nodes.Function("list_transform", Nodes.Function("map_entries", parts[0]), OfEntries(call, parts[1])), Nodes.Function("map_values", call.Context.Copy(parts[0]))));
    }

    private static JsonObject OfEntries(DialectCall call, JsonNode lambda) => OneParameter(call.Context, lambda, (parameter, at) => Nodes.Column(parameter, at == 0 ? "key" : "value"));

    /// <summary>A lambda of several parameters as one of a row of them.</summary>
    private static JsonObject OneParameter(DialectContext context, JsonNode lambda, Func<string, int, JsonObject> part)
    {
        var parameter = context.Parameter();
        var names = Nodes.Parameters(lambda.AsObject());
        var body = lambda["expr"]!;
        lambda.AsObject().Remove("expr");
        var one = Nodes.Lambda(parameter, body);
        for (var at = 0; at < names.Count; at++)
        {
            var field = at;
            Nodes.Substitute(one["expr"]!, names[at], () => part(parameter, field));
        }

        return one;
    }

    private static bool SortIntervals(DialectCall call)
    {
        if (call.Count == 1 && call.Context.Types.Of(call[0]).Item == ExpressionKind.Interval)
        {
            call.Context.Wrap(call[0], "spans");
        }

        return false;
    }

    // array_sort(list, (x, y) -> …): each item is put in before the first that is to stand behind it.
    private static bool SortBy(DialectCall call)
    {
        var context = call.Context;
        var parts = call.Take();
        var comparison = parts[1].AsObject();
        if (Nodes.Parameters(comparison).Count != 2)
        {
            throw call.Failed(TrinoErrorCode.InvalidParameterUsage, $"Expected a lambda that takes 2 argument(s) but got {Nodes.Parameters(comparison).Count}.");
        }

        var (sorted, single, other, each) = (context.Parameter(), context.Parameter(), context.Parameter(), context.Parameter());
        JsonObject Others(string macro) => Nodes.Function("list_filter", Nodes.Column(sorted), Nodes.Lambda(other, Nodes.Function(
            context.Macro(macro), Applied(context, comparison, () => Nodes.Column(other), () => Nodes.Extract(Nodes.Column(single), Nodes.Constant(1))))));
        var inserted = Nodes.Function("list_concat", Nodes.Function("list_concat", Others("is_not_behind"), Nodes.Column(single)), Others("is_behind"));
        var none = Nodes.Function("list_slice", context.Copy(parts[0]), Nodes.Constant(1), Nodes.Constant(0));
        var singles = Nodes.Function("list_transform", parts[0], Nodes.Lambda(each, Nodes.Function("list_value", Nodes.Column(each))));
        return call.Become(Nodes.Function("list_reduce", singles, TwoParameters(sorted, single, inserted), none));
    }

    // map_zip_with(a, b, (k, v, w) -> …): of all keys, with NULL for what a map lacks.
    private static bool ZipMaps(DialectCall call)
    {
        var context = call.Context;
        var parts = call.Take();
        var key = context.Parameter();
        var keys = Nodes.Function(context.Macro("array_distinct"), Nodes.Function("list_concat", Nodes.Function("map_keys", context.Copy(parts[0])), Nodes.Function("map_keys", context.Copy(parts[1]))));
        var value = Applied(
            context, parts[2].AsObject(), () => Nodes.Column(key), () => Nodes.Extract(context.Copy(parts[0]), Nodes.Column(key)), () => Nodes.Extract(context.Copy(parts[1]), Nodes.Column(key)));
        return call.Become(Nodes.NullIfAny([parts[0], parts[1]], Nodes.Function("map", context.Copy(keys), Nodes.Function("list_transform", keys, Nodes.Lambda(key, value)))));
    }

    /// <summary>The body of a lambda, with values in the places of its parameters.</summary>
    public static JsonNode Applied(DialectContext context, JsonObject lambda, params ReadOnlySpan<Func<JsonObject>> values)
    {
        var holder = Nodes.Lambda(context.Parameter(), context.Copy(lambda["expr"]!));
        var names = Nodes.Parameters(lambda);
        for (var at = 0; at < names.Count; at++)
        {
            Nodes.Substitute(holder["expr"]!, names[at], values[at]);
        }

        var body = holder["expr"]!;
        holder.Remove("expr");
        return body;
    }

    public static JsonObject TwoParameters(string first, string second, JsonNode body)
    {
        var lambda = Nodes.Lambda(first, body);
        lambda["lhs"] = Nodes.Function("row", Nodes.Column(first), Nodes.Column(second));
        return lambda;
    }
}

using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>reduce and reduce_agg, whose accumulators may have another type than the items.</summary>
internal static class Reductions
{
    public static IEnumerable<DialectFunction> All =>
    [
        new("reduce", Reduce, 4) { Takes = ArgumentKind.Array, Lambdas = [(2, 2), (3, 1)] },
        DialectFunction.Aggregate("reduce_agg", ReduceRows, 4) with { Lambdas = [(2, 2), (3, 2)], Signature = "(T, S, function(S, T, S), function(S, S, S)) -> S" },
    ];

    // reduce(list, start, (s, x) -> …, s -> …)
    private static bool Reduce(DialectCall call)
    {
        RequireWidth(call);
        var parts = call.Take();
        var reduced = IsOtherState(call.Context, parts[0].AsObject(), parts[1].AsObject()) ? Accumulated(call.Context, parts) : Nodes.Function("list_reduce", parts[0], parts[2], parts[1]);
        var last = parts[3].AsObject();
        var isIdentity = last["expr"] is JsonObject body && body["column_names"] is JsonArray { Count: 1 } names && Nodes.Parameters(last).Contains(AsciiNames.Lower(names[0]!.GetValue<string>()), StringComparer.Ordinal);
        return call.Become(isIdentity ? reduced : Nodes.Extract(Nodes.Function("list_transform", Nodes.Function("list_value", reduced), last), Nodes.Constant(1)));
    }

    // reduce_agg(x, start, (s, x) -> …, (s, t) -> …): over the values of all rows that have one.
    private static bool ReduceRows(DialectCall call)
    {
        if (Nodes.Class(call.Node) == "WINDOW")
        {
            return false;
        }

        RequireWidth(call);
        var context = call.Context;
        var parts = call.Take();
        call.Add(parts[0]);
        call.Rename("array_agg");
        var each = context.Parameter();
        context.Surround(call.Node, rows => Nodes.Function(
            "list_reduce", Nodes.Function("list_filter", rows, Nodes.Lambda(each, Nodes.Function(context.Macro("is_value"), Nodes.Column(each)))), parts[2], parts[1]));
        return true;
    }

    // The engine would round each result to the type of the start or of the items.
    private static void RequireWidth(DialectCall call)
    {
        var types = call.Context.Types;
        var (start, next) = (types.Of(call[1]), types.Of(call[2]));
        var item = call.Name == "reduce" ? types.Of(call[0]).OfItem : types.Of(call[0]);
        var widest = item.Kind > start.Kind && ExpressionKinds.IsNumber(item.Kind) ? item : start;
        var isWider = ExpressionKinds.IsNumber(start.Kind) && ExpressionKinds.IsNumber(next.Kind)
            && (next.Kind == ExpressionKind.Double ? widest.Kind != ExpressionKind.Double
                : next is { Kind: ExpressionKind.Decimal, Size.Scale: var scale } && widest.Kind != ExpressionKind.Double && scale > Math.Max(start.Size?.Scale ?? scale, item.Size?.Scale ?? 0));
        if (isWider)
        {
            throw call.Failed(TrinoErrorCode.NotSupported, $"The lambda of {call.Name} has {(next.Kind == ExpressionKind.Double ? "a double" : "a decimal with more digits behind its point")} for its result, and the start has not. Write {(next.Kind == ExpressionKind.Double ? "0e0 for 0" : "a start with as many digits")}, or CAST the start and the result to one type.");
        }
    }

    // The engine's accumulator has the type of the items.
    private static bool IsOtherState(DialectContext context, JsonObject list, JsonObject start)
    {
        var state = context.Kinds.Of(start);
        var item = Nodes.Text(list, "type") == "ARRAY_CONSTRUCTOR" || Nodes.FunctionName(list) == "list_value"
            ? Nodes.Children(list).Select(child => context.Kinds.Of(child)).FirstOrDefault(kind => kind != ExpressionKind.Null)
            : context.Types.Of(list).Item;
        return Casts.IsRow(start) || TypeRules.IsArray(state) || state switch
        {
            ExpressionKind.Map => true,
            ExpressionKind.Text or ExpressionKind.Boolean => item != state,
            _ => ExpressionKinds.IsNumber(state) && item is not (ExpressionKind.Unknown or ExpressionKind.Null) && !ExpressionKinds.IsNumber(item),
        };
    }

    // Rows of an accumulator and an item take the items' place: of each row the one that counts is used.
    private static JsonObject Accumulated(DialectContext context, JsonNode[] parts)
    {
        var (state, item, each) = (context.Parameter(), context.Parameter(), context.Parameter());
        // In Trino a count of anything is a bigint, whatever it begins with, and a sum has room for its digits.
        var start = Nodes.IsInteger(parts[1]) ? Nodes.Cast(parts[1], "BIGINT")
            : context.Types.Of(parts[1]) is { Kind: ExpressionKind.Decimal, Size.Scale: var scale } ? Nodes.Cast(parts[1], DecimalSize.MaxPrecision, scale) : parts[1];
        var none = Nodes.Function("cast_to_type", Nodes.Null(), Nodes.Extract(context.Copy(parts[0]), Nodes.Constant(1)));
        var items = Nodes.Function("list_transform", parts[0], Nodes.Lambda(each, Nodes.Function("row", Nodes.Function("cast_to_type", Nodes.Null(), context.Copy(start)), Nodes.Column(each))));
        var next = LambdaFunctions.Applied(context, parts[2].AsObject(), () => Nodes.Extract(Nodes.Column(state), Nodes.Constant(1)), () => Nodes.Extract(Nodes.Column(item), Nodes.Constant(2)));
        var reduced = Nodes.Function("list_reduce", items, LambdaFunctions.TwoParameters(state, item, Nodes.Function("row", next, context.Copy(none))), Nodes.Function("row", start, none));
        return Nodes.Extract(reduced, Nodes.Constant(1));
    }
}

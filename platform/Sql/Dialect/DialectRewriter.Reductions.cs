using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Functions with lambdas of two values: comparisons, reductions of rows, and maps that are joined.</summary>
internal sealed partial class DialectRewriter
{
    // array_sort(list, (x, y) -> …): each item is put in before the first that is to stand behind it.
    private void SortBy(JsonObject node)
    {
        var parts = DialectNodes.Take(node);
        var comparison = parts[1].AsObject();
        if (Parameters(comparison).Count != 2)
        {
            throw Failed(TrinoErrorCode.InvalidParameterUsage, node, $"Expected a lambda that takes 2 argument(s) but got {Parameters(comparison).Count}.");
        }

        var (sorted, single, other, each) = (Parameter(), Parameter(), Parameter(), Parameter());
        JsonObject Others(string macro) => DialectNodes.Function("list_filter", DialectNodes.Column(sorted), DialectNodes.Lambda(other, DialectNodes.Function(
            Macro(macro), Applied(comparison, () => DialectNodes.Column(other), () => DialectNodes.Extract(DialectNodes.Column(single), DialectNodes.Constant(1))))));
        var inserted = DialectNodes.Function("list_concat", DialectNodes.Function("list_concat", Others("is_not_behind"), DialectNodes.Column(single)), Others("is_behind"));
        var none = DialectNodes.Function("list_slice", Copy(parts[0]), DialectNodes.Constant(1), DialectNodes.Constant(0));
        var singles = DialectNodes.Function("list_transform", parts[0], DialectNodes.Lambda(each, DialectNodes.Function("list_value", DialectNodes.Column(each))));
        Become(node, DialectNodes.Function("list_reduce", singles, TwoParameters(sorted, single, inserted), none));
    }

    // map_zip_with(a, b, (k, v, w) -> …): of all keys, with NULL for what a map lacks.
    private void ZipMaps(JsonObject node)
    {
        var parts = DialectNodes.Take(node);
        var key = Parameter();
        var keys = DialectNodes.Function(Macro("array_distinct"), DialectNodes.Function("list_concat", DialectNodes.Function("map_keys", Copy(parts[0])), DialectNodes.Function("map_keys", Copy(parts[1]))));
        var value = Applied(
            parts[2].AsObject(), () => DialectNodes.Column(key), () => DialectNodes.Extract(Copy(parts[0]), DialectNodes.Column(key)), () => DialectNodes.Extract(Copy(parts[1]), DialectNodes.Column(key)));
        Become(node, DialectNodes.Function("map", Copy(keys), DialectNodes.Function("list_transform", keys, DialectNodes.Lambda(key, value))));
    }

    // The engine's accumulator has the type of the items.
    private bool IsOtherState(JsonObject list, JsonObject start)
    {
        var state = _kinds.Of(start);
        var item = DialectNodes.Text(list, "type") == "ARRAY_CONSTRUCTOR" || DialectNodes.FunctionName(list) == "list_value" ? DialectNodes.Children(list).Select(child => _kinds.Of(child)).FirstOrDefault(kind => kind != ExpressionKind.Null) : ExpressionKind.Unknown;
        var isRow = IsRow(start) || (DialectNodes.Class(start) == "CAST" && DialectNodes.Text(start["cast_type"]!.AsObject(), "id") == "STRUCT");
        return isRow || IsArray(state) || state is ExpressionKind.Map || (state is ExpressionKind.Text or ExpressionKind.Boolean && item != state) || (ExpressionKinds.IsNumber(state) && item is not (ExpressionKind.Unknown or ExpressionKind.Null) && !ExpressionKinds.IsNumber(item));
    }

    // Rows of an accumulator and an item take the items' place: of each row the one that counts is used.
    private JsonObject Accumulated(JsonNode[] parts)
    {
        var (state, item, each) = (Parameter(), Parameter(), Parameter());
        // In Trino a count of anything is a bigint, whatever it begins with.
        var start = DialectNodes.IsInteger(parts[1]) ? DialectNodes.Cast(parts[1], "BIGINT") : parts[1];
        var none = DialectNodes.Function("cast_to_type", DialectNodes.Null(), DialectNodes.Extract(Copy(parts[0]), DialectNodes.Constant(1)));
        var items = DialectNodes.Function("list_transform", parts[0], DialectNodes.Lambda(each, DialectNodes.Function("row", DialectNodes.Function("cast_to_type", DialectNodes.Null(), Copy(start)), DialectNodes.Column(each))));
        var next = Applied(parts[2].AsObject(), () => DialectNodes.Extract(DialectNodes.Column(state), DialectNodes.Constant(1)), () => DialectNodes.Extract(DialectNodes.Column(item), DialectNodes.Constant(2)));
        var reduced = DialectNodes.Function("list_reduce", items, TwoParameters(state, item, DialectNodes.Function("row", next, Copy(none))), DialectNodes.Function("row", start, none));
        return DialectNodes.Extract(reduced, DialectNodes.Constant(1));
    }

    // reduce_agg(x, start, (s, x) -> …, (s, t) -> …): over the values of all rows that have one.
    private void ReduceRows(JsonObject node)
    {
        var parts = DialectNodes.Take(node);
        var each = Parameter();
        var reduced = DialectNodes.Function("list_reduce");
        DialectNodes.Replace(node, reduced);
        DialectNodes.Children(node).Add(parts[0]);
        Rename(node, "array_agg");
        DialectNodes.Children(reduced).Add((JsonNode)DialectNodes.Function("list_filter", node, DialectNodes.Lambda(each, DialectNodes.Function(Macro("is_value"), DialectNodes.Column(each)))));
        DialectNodes.Children(reduced).Add(parts[2]);
        DialectNodes.Children(reduced).Add(parts[1]);
    }

    /// <summary>The body of a lambda, with values in the places of its parameters.</summary>
    private JsonNode Applied(JsonObject lambda, params ReadOnlySpan<Func<JsonObject>> values)
    {
        var holder = DialectNodes.Lambda(Parameter(), Copy(lambda["expr"]!));
        var names = Parameters(lambda);
        for (var at = 0; at < names.Count; at++)
        {
            Substitute(holder["expr"]!, names[at], values[at]);
        }

        var body = holder["expr"]!;
        holder.Remove("expr");
        return body;
    }

    private string Parameter() => string.Create(CultureInfo.InvariantCulture, $"_p{_lambdas++}");

    private static JsonObject TwoParameters(string first, string second, JsonNode body)
    {
        var lambda = DialectNodes.Lambda(first, body);
        lambda["lhs"] = DialectNodes.Function("row", DialectNodes.Column(first), DialectNodes.Column(second));
        return lambda;
    }
}

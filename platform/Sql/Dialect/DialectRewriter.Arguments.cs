using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Arguments that a function does not take, where the engine would cast them or fail in words of its own.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>Functions whose first argument is a number.</summary>
    private static readonly FrozenSet<string> OfNumbers = FrozenSet.Create(
        StringComparer.Ordinal, "abs", "acos", "asin", "atan", "cbrt", "ceil", "ceiling", "cos", "cosh", "degrees", "exp", "floor", "from_unixtime", "ln", "log10", "log2", "radians", "round", "sign", "sin", "sinh", "sqrt", "tan", "tanh", "truncate");

    /// <summary>Aggregates of numbers and of intervals.</summary>
    private static readonly FrozenSet<string> OfQuantities = FrozenSet.Create(
        StringComparer.Ordinal, "avg", "stddev", "stddev_pop", "stddev_samp", "sum", "var_pop", "var_samp", "variance");

    /// <summary>Functions of arrays.</summary>
    private static readonly FrozenSet<string> OfArrays = FrozenSet.Create(
        StringComparer.Ordinal, "all_match", "any_match", "array_distinct", "array_max", "array_min", "array_sort", "filter", "flatten", "none_match", "reduce", "slice", "transform", "zip_with");

    /// <summary>Functions of maps.</summary>
    private static readonly FrozenSet<string> OfMaps = FrozenSet.Create(StringComparer.Ordinal, "map_entries", "map_filter", "map_keys", "map_values", "map_zip_with", "transform_keys", "transform_values");

    /// <summary>Functions with a lambda: its place, and how many parameters it has.</summary>
    private static readonly FrozenDictionary<string, (int Place, int Parameters)[]> OfLambdas = new Dictionary<string, (int, int)[]>(StringComparer.Ordinal)
    {
        ["all_match"] = [(1, 1)],
        ["any_match"] = [(1, 1)],
        ["filter"] = [(1, 1)],
        ["map_filter"] = [(1, 2)],
        ["map_zip_with"] = [(2, 3)],
        ["none_match"] = [(1, 1)],
        ["reduce"] = [(2, 2), (3, 1)],
        ["reduce_agg"] = [(2, 2), (3, 2)],
        ["transform"] = [(1, 1)],
        ["transform_keys"] = [(1, 2)],
        ["transform_values"] = [(1, 2)],
        ["zip_with"] = [(2, 2)],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private void RequireArguments(JsonObject node, string name)
    {
        var children = DialectNodes.Children(node);
        if (children.Count == 0)
        {
            return;
        }

        var first = _kinds.Of(children[0]);
        var isNumber = ExpressionKinds.IsNumber(first) || first is ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other;
        var isFit = OfNumbers.Contains(name) ? isNumber
            : OfQuantities.Contains(name) ? isNumber || first == ExpressionKind.Interval
            : OfArrays.Contains(name) ? first is ExpressionKind.Array or ExpressionKind.Rows or ExpressionKind.Unknown or ExpressionKind.Null
            : OfMaps.Contains(name) ? first is ExpressionKind.Map or ExpressionKind.Unknown or ExpressionKind.Null
            : name is not ("cardinality" or "element_at") || first is ExpressionKind.Array or ExpressionKind.Rows or ExpressionKind.Map or ExpressionKind.Unknown or ExpressionKind.Null;
        if (!isFit || !IsFitSecond(node, name, children))
        {
            throw Unexpected(node, name);
        }

        foreach (var (place, parameters) in OfLambdas.GetValueOrDefault(name) ?? [])
        {
            if (place >= children.Count || DialectNodes.Class(DialectNodes.Child(node, place)) != "LAMBDA")
            {
                throw Unexpected(node, name);
            }

            var given = Parameters(DialectNodes.Child(node, place)).Count;
            if (given != parameters)
            {
                throw Failed(TrinoErrorCode.InvalidParameterUsage, node, $"Expected a lambda that takes {parameters} argument(s) but got {given}.");
            }
        }
    }

    // date_add('day', 'x', day), element_at(ARRAY[1], 'a')
    private bool IsFitSecond(JsonObject node, string name, JsonArray children) => (name, children.Count) switch
    {
        ("date_add", 3) => _kinds.Of(children[1]) is ExpressionKind.Integer or ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other,
        ("element_at", 2) => IsKeyOf(DialectNodes.Child(node, 0), DialectNodes.Child(node, 1)),
        _ => true,
    };

    /// <summary>Whether a value may be the index of an array, or a key of a map, as far as the text shows.</summary>
    private bool IsKeyOf(JsonObject of, JsonObject key)
    {
        var (from, kind) = (_kinds.Of(of), _kinds.Of(key));
        return kind is ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other || from switch
        {
            ExpressionKind.Array or ExpressionKind.Rows => kind == ExpressionKind.Integer,
            ExpressionKind.Map when DialectNodes.FunctionName(of) == "map" && DialectNodes.Children(of) is [JsonObject keys, ..] && IsWritten(keys) =>
                _kinds.Of(DialectNodes.Children(keys)[0]) is var own && (own is ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other || !ExpressionKinds.Differ(own, kind)),
            _ => true,
        };
    }

    private QueryFailedException Unexpected(JsonObject node, string name) => Failed(TrinoErrorCode.FunctionNotFound, node,
        $"Unexpected parameters ({string.Join(", ", DialectNodes.Children(node).Select(child => child is JsonObject part && DialectNodes.Class(part) == "LAMBDA" ? "<function>" : _kinds.Of(child) is var kind && kind is ExpressionKind.Unknown or ExpressionKind.Other ? "…" : Name(kind)))}) for function {name}. "
        + (OfLambdas.ContainsKey(name) ? $"It takes {(OfMaps.Contains(name) ? "a map" : "an array")} and a function: {(OfMaps.Contains(name) ? "(k, v) -> …" : "x -> …")}." : $"It takes {(OfArrays.Contains(name) ? "an array" : OfMaps.Contains(name) ? "a map" : name is "cardinality" or "element_at" ? "an array or a map" : "numbers")}: write a CAST."));
}

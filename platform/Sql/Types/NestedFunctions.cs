using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Types of the arrays, maps and rows that functions make of their arguments, and of the parts that functions take out of them. Pure.</summary>
internal static class NestedFunctions
{
    /// <summary>The type of a call; null for a function whose value has no parts, or whose arguments are not known.</summary>
    /// <param name="node">The call.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The types of its arguments; of a lambda that of its value.</param>
    public static ExpressionType? Of(ExpressionNode node, string name, IReadOnlyList<ExpressionType> arguments) => (name, arguments) switch
    {
        ("row" or "struct_pack", _) => ExpressionType.Row(arguments, [.. node.Children.Select(child => child.Alias)]),
        ("split" or "string_split" or "regexp_extract_all" or "regexp_split" or "string_split_regex", _) => ExpressionType.Array(new ExpressionType(ExpressionKind.Text)),
        ("split_to_map", _) => ExpressionType.Map(new ExpressionType(ExpressionKind.Text), new ExpressionType(ExpressionKind.Text)),
        ("split_to_multimap", _) => ExpressionType.Map(new ExpressionType(ExpressionKind.Text), ExpressionType.Array(new ExpressionType(ExpressionKind.Text))),
        ("array_agg" or "list" or "sequence" or "combinations" or "ngrams", [var of, ..]) => ExpressionType.Array(of),
        ("repeat", [var of, _]) => ExpressionType.Array(of),
        ("min" or "max", [var of, _]) => ExpressionType.Array(of),
        ("min_by" or "max_by", [var of, _, _]) => ExpressionType.Array(of),
        ("approx_percentile", [var of, { Kind: ExpressionKind.Array }]) => ExpressionType.Array(of),
        ("histogram" or "array_histogram", [var of]) => ExpressionType.Map(name == "histogram" ? of : of.OfItem, new ExpressionType(ExpressionKind.Integer)),
        ("map_agg", [var key, var value]) => ExpressionType.Map(key, value),
        ("multimap_agg", [var key, var value]) => ExpressionType.Map(key, ExpressionType.Array(value)),
        ("map", [var keys, var values]) => ExpressionType.Map(keys.OfItem, values.OfItem),
        ("map", []) => ExpressionType.Map(new ExpressionType(ExpressionKind.Null), new ExpressionType(ExpressionKind.Null)),
        ("map_from_entries" or "multimap_from_entries", [{ IsArray: true, OfItem.Parts.Types: [var key, var value] }]) => ExpressionType.Map(key, name[0] == 'm' && name[1] == 'u' ? ExpressionType.Array(value) : value),
        ("zip", _) => ExpressionType.Array(ExpressionType.Row([.. arguments.Select(argument => argument.OfItem)], [])),
        ("transform" or "list_transform" or "zip_with", [_, .., var item]) => ExpressionType.Array(item),
        // A state that begins with NULL may become another value.
        ("reduce", [_, var start, _, var end]) => end.Kind != ExpressionKind.Unknown || start.Kind == ExpressionKind.Null ? end : start,
        ("reduce_agg", [_, { Kind: not ExpressionKind.Null } start, _, _]) => start,
        ("flatten", [{ IsArray: true, OfItem: { IsArray: true } items }]) => items,
        ("filter" or "slice" or "array_sort" or "array_distinct" or "array_remove" or "trim_array" or "shuffle" or "list_filter" or "array_except" or "reverse", [{ IsArray: true } array, ..]) => array,
        ("array_max" or "array_min" or "element_at" or "list_element" or "array_extract", [{ IsArray: true } array, ..]) => array.OfItem,
        _ => OfMap(name, arguments),
    };

    private static ExpressionType? OfMap(string name, IReadOnlyList<ExpressionType> arguments) => (name, arguments) switch
    {
        ("map_filter" or "map_concat" or "map_union", [{ Kind: ExpressionKind.Map } map, ..]) => map,
        ("map_keys", [{ Kind: ExpressionKind.Map } map]) => ExpressionType.Array(map.OfKey),
        ("map_values", [{ Kind: ExpressionKind.Map } map]) => ExpressionType.Array(map.OfValue),
        ("map_entries", [{ Kind: ExpressionKind.Map } map]) => ExpressionType.Array(ExpressionType.Row([map.OfKey, map.OfValue], [])),
        ("transform_values", [{ Kind: ExpressionKind.Map } map, var value]) => ExpressionType.Map(map.OfKey, value),
        ("transform_keys", [{ Kind: ExpressionKind.Map } map, var key]) => ExpressionType.Map(key, map.OfValue),
        ("map_zip_with", [{ Kind: ExpressionKind.Map } map, _, var value]) => ExpressionType.Map(map.OfKey, value),
        ("element_at", [{ Kind: ExpressionKind.Map } map, _]) => map.OfValue,
        _ => null,
    };

    /// <summary>The type of a lambda's parameter, by the arguments of its function; unknown where that does not show.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="arguments">The types of its arguments, of lambdas before this one too.</param>
    /// <param name="lambda">The lambda's place among the arguments.</param>
    /// <param name="place">The parameter's place.</param>
    public static ExpressionType OfParameter(string function, IReadOnlyList<ExpressionType> arguments, int lambda, int place) => function switch
    {
        "reduce" when lambda == 2 => place == 0 ? arguments[1] : arguments[0].OfItem,
        "reduce" when lambda == 3 => arguments[2],
        "reduce_agg" => lambda == 2 && place == 1 ? arguments[0] : arguments[1],
        "zip_with" when place < 2 => arguments[place].OfItem,
        "map_filter" or "transform_values" or "transform_keys" => place == 0 ? arguments[0].OfKey : arguments[0].OfValue,
        "map_zip_with" => place == 0 ? arguments[0].OfKey : arguments[Math.Min(place - 1, 1)].OfValue,
        "array_sort" => arguments[0].OfItem,
        _ when place == 0 && lambda == 1 => arguments[0].OfItem,
        _ => ExpressionType.Unknown,
    };
}

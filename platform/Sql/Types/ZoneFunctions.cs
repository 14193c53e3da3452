using System.Collections.Frozen;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Functions by what they do with the zone of an instant.</summary>
internal static class ZoneFunctions
{
    /// <summary>Functions whose answer depends on the clock of a zone, and on nothing else of it.</summary>
    public static readonly FrozenSet<string> OfClocks = FrozenSet.Create(
        StringComparer.Ordinal, "year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "date", "day_of_week", "dow", "day_of_year", "doy", "day_of_month", "week_of_year", "year_of_week",
        "yow", "last_day_of_month", "last_day", "isodow", "isoyear", "dayofyear", "dayofmonth", "dayofweek", "dayname", "monthname", "weekday", "weekofyear", "yearweek", "century", "decade", "millennium", "era", "julian",
        "microsecond", "nanosecond", "date_part", "datepart", "date_format", "format_datetime", "strftime");

    /// <summary>Functions of which the answer does not depend on a zone, and has none.</summary>
    public static readonly FrozenSet<string> WithoutZone = FrozenSet.Create(
        StringComparer.Ordinal, "count", "count_if", "approx_distinct", "approx_count_distinct", "to_unixtime", "epoch", "epoch_ms", "epoch_us", "epoch_ns", "hash", "typeof", "cardinality", "len", "length", "contains",
        "list_contains", "array_position", "list_position", "isfinite", "isinf", "is_finite", "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "date_diff", "datediff", "date_sub", "datesub",
        "timezone_hour", "timezone_minute", "to_iso8601", "any_match", "all_match", "none_match", "arrays_overlap", "bool_and", "bool_or", "every", "error");

    /// <summary>Functions whose answer has values of their arguments, with their zones.</summary>
    public static readonly FrozenSet<string> Keep = FrozenSet.Create(
        StringComparer.Ordinal, "min", "max", "any_value", "arbitrary", "first", "last", "first_value", "last_value", "nth_value", "lag", "lead", "max_by", "min_by", "arg_max", "arg_min", "mode", "median",
        "approx_percentile", "approx_quantile", "quantile_disc", "nullif", "ifnull", "coalesce", "greatest", "least", "timezone", "at_timezone", "date_trunc", "date_add", "+", "-", "row", "struct_pack", "list_value",
        "array_agg", "list", "map", "map_agg", "multimap_agg", "map_from_entries", "multimap_from_entries", "map_entries", "map_keys", "map_values", "map_concat", "map_filter", "transform_keys", "transform_values",
        "element_at", "list_element", "list_extract", "array_extract", "struct_extract", "transform", "filter", "reduce", "zip", "zip_with", "slice", "array_sort", "array_distinct", "array_union", "array_intersect",
        "array_except", "array_remove", "array_max", "array_min", "flatten", "reverse", "repeat", "trim_array", "concat", "||", "unnest", "histogram", "sequence", "generate_series", "range",
        "list_transform", "list_filter", "->");
}

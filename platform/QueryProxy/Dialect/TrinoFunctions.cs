using System.Collections.Frozen;
using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>Trino's functions (SHOW FUNCTIONS of Trino 476), beyond those that the engine has under the same name and with the same meaning.</summary>
internal static class TrinoFunctions
{
    /// <summary>Names that the dialect rewrites; the engine has no function, or another one, of the name.</summary>
    private static readonly FrozenSet<string> Available = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            .. DialectRewriter.Renamed.Keys,
            "all_match", "any_match", "approx_distinct", "approx_percentile", "array_distinct", "array_except", "array_histogram", "array_intersect", "array_join", "array_max", "array_min", "array_position", "array_remove",
            "array_sort", "array_union", "arrays_overlap", "at_timezone", "bit_count", "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_right_shift_arithmetic", "bitwise_xor", "contains",
            "combinations", "contains_sequence", "cosine_similarity", "current_groups", "current_timezone", "date", "date_add", "date_format", "date_parse", "dot_product", "e", "euclidean_distance", "format_datetime", "format_number", "from_base", "from_base64url",
            "from_iso8601_date", "from_iso8601_timestamp", "from_unixtime", "from_unixtime_nanos", "from_big_endian_64", "geometric_mean", "hamming_distance", "histogram", "human_readable_seconds", "infinity", "is_json_scalar", "json_array_contains",
            "json_array_get", "json_array_length", "json_extract", "json_extract_scalar", "json_format", "json_parse", "json_query", "json_size", "luhn_check", "map_agg", "map_filter", "map_union", "map_zip_with", "md5", "millisecond", "mod", "multimap_agg", "multimap_from_entries", "nan", "ngrams", "none_match", "parse_datetime", "rand",
            "regexp_count", "regexp_extract", "regexp_position", "regexp_replace", "sequence", "reduce_agg", "sha1", "sha256", "shuffle", "sign", "skewness", "slice", "split_part", "split_to_map", "split_to_multimap", "to_base", "to_base64url", "to_big_endian_64", "to_iso8601",
            "to_milliseconds", "to_unixtime", "transform", "transform_keys", "transform_values", "trim_array", "truncate", "typeof", "url_decode", "url_encode", "url_extract_fragment", "url_extract_host",
            "url_extract_parameter", "url_extract_path", "url_extract_port", "url_extract_protocol", "url_extract_query", "width_bucket", "with_timezone", "zip", "zip_with",
        ]);

    private static readonly FrozenSet<string> Aggregates = FrozenSet.Create(
        StringComparer.Ordinal, "approx_distinct", "approx_percentile", "bitwise_and_agg", "bitwise_or_agg", "bitwise_xor_agg", "every", "map_agg", "map_union", "multimap_agg", "reduce_agg");

    /// <summary>Trino's functions that are refused, with what is offered in their place; empty where nothing is.</summary>
    private static readonly FrozenDictionary<string, string> Equivalents = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["approx_most_frequent"] = "approx_top_k(value, n)",
        ["approx_set"] = "approx_distinct",
        ["checksum"] = "bit_xor(hash(value))",
        ["crc32"] = "",
        ["empty_approx_set"] = "approx_distinct",
        ["exclude_columns"] = "the names of the other columns",
        ["from_iso8601_timestamp_nanos"] = "from_iso8601_timestamp",
        ["hash_counts"] = "histogram(value)",
        ["intersection_cardinality"] = "array_intersect(array, array)",
        ["jaccard_index"] = "jaccard(text, text)",
        ["t_cdf"] = "",
        ["t_pdf"] = "",
        ["to_big_endian_32"] = "to_big_endian_64",
        ["from_base32"] = "from_base64",
        ["from_big_endian_32"] = "",
        ["from_ieee754_32"] = "",
        ["from_ieee754_64"] = "",
        ["hmac_md5"] = "",
        ["hmac_sha1"] = "",
        ["hmac_sha256"] = "",
        ["hmac_sha512"] = "",
        ["index"] = "strpos(text, part)",
        ["inverse_normal_cdf"] = "",
        ["inverse_beta_cdf"] = "",
        ["beta_cdf"] = "",
        ["normal_cdf"] = "",
        ["json_array_agg"] = "json_group_array(value)",
        ["json_object_agg"] = "json_group_object(name, value)",
        ["make_set_digest"] = "approx_distinct",
        ["merge"] = "approx_distinct",
        ["merge_set_digest"] = "approx_distinct",
        ["murmur3"] = "hash(value)",
        ["normalize"] = "nfc_normalize(text)",
        ["numeric_histogram"] = "histogram(value, bins)",
        ["parse_data_size"] = "parse_formatted_bytes(text)",
        ["parse_duration"] = "CAST(text AS INTERVAL)",
        ["parse_presto_data_size"] = "parse_formatted_bytes(text)",
        ["qdigest_agg"] = "approx_percentile",
        ["quantile_at_value"] = "approx_percentile",
        ["render"] = "",
        ["rgb"] = "",
        ["color"] = "",
        ["sha512"] = "sha256",
        ["soundex"] = "jaro_winkler_similarity(text, text)",
        ["spooky_hash_v2_32"] = "hash(value)",
        ["spooky_hash_v2_64"] = "hash(value)",
        ["strrpos"] = "length(text) - strpos(reverse(text), part) + 1",
        ["tdigest_agg"] = "approx_percentile",
        ["to_base32"] = "to_base64",
        ["to_char"] = "date_format(value, format)",
        ["to_date"] = "date_parse(text, format)",
        ["to_ieee754_32"] = "",
        ["to_ieee754_64"] = "",
        ["value_at_quantile"] = "approx_percentile",
        ["values_at_quantiles"] = "approx_percentile",
        ["wilson_interval_lower"] = "",
        ["wilson_interval_upper"] = "",
        ["word_stem"] = "",
        ["xxhash64"] = "hash(value)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names that the dialect offers, in order.</summary>
    public static IEnumerable<string> All => Available.Order(StringComparer.Ordinal);

    public static bool IsAvailable(string name) => Available.Contains(AsciiNames.Lower(name));

    public static bool IsAggregate(string name) => Aggregates.Contains(AsciiNames.Lower(name));

    /// <summary>What is offered in the place of one of Trino's functions; null where it is none that is refused.</summary>
    public static string? Equivalent(string name) => Equivalents.GetValueOrDefault(AsciiNames.Lower(name));

    /// <summary>The offered name that is nearest to one that is not; null where none is near.</summary>
    public static string? Nearest(string name) => Suggestion.Nearest(AsciiNames.Lower(name), All.Concat(SafeFunctions.All));
}

using System.Collections.Frozen;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Dialect.Functions;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Trino's functions (SHOW FUNCTIONS of Trino 476), beyond those that the engine has under the same name and with the same meaning.</summary>
internal static class TrinoFunctions
{
    /// <summary>Trino's functions that the engine has under the same name and with the same meaning, and those of Trino's grammar.</summary>
    private static readonly FrozenSet<string> Shared = Words(
        """
        abs acos any_value array_agg asin atan atan2 avg bool_and bool_or cardinality cbrt ceil ceiling chr concat concat_ws corr cos
        cosh count count_if covar_pop covar_samp cume_dist current_date date_diff date_trunc day degrees dense_rank element_at exp filter
        first_value flatten floor from_base64 greatest hour kurtosis lag last_value lead least length ln log10 log2 lower lpad ltrim
        map map_concat map_entries map_from_entries map_keys map_values max max_by min min_by minute month now nth_value ntile percent_rank pi pow
        power quarter radians random rank reduce regexp_extract_all regr_intercept regr_slope repeat replace reverse round row_number rpad rtrim
        second sin sinh sqrt starts_with stddev stddev_pop stddev_samp strpos substr substring sum tan tanh timezone timezone_hour timezone_minute
        to_base64 to_hex translate trim upper uuid var_pop var_samp variance week year
        coalesce current_catalog current_schema current_user format json_array json_object json_value json_exists nullif position row unnest version
        """);

    /// <summary>Names that the dialect rewrites; the engine has no function, or another one, of the name.</summary>
    private static readonly FrozenSet<string> Available = FunctionFamilies.All.Where(function => !function.IsOfParser && !Shared.Contains(function.Name)).Select(function => function.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Trino's functions that are refused, where nothing is supported in their place.</summary>
    private static readonly FrozenSet<string> Refused = Words(
        """
        bar beta_cdf color crc32 from_big_endian_32 from_ieee754_32 from_ieee754_64 hmac_md5 hmac_sha1 hmac_sha256 hmac_sha512 inverse_beta_cdf
        inverse_normal_cdf normal_cdf render rgb t_cdf t_pdf to_ieee754_32 to_ieee754_64 wilson_interval_lower wilson_interval_upper word_stem
        """);

    /// <summary>Functions of Trino and of other databases that are refused, with what is supported in their place.</summary>
    private static readonly FrozenDictionary<string, string> Equivalents = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["approx_most_frequent"] = "approx_top_k(value, n)",
        ["approx_set"] = "approx_distinct",
        ["checksum"] = "bit_xor(hash(value))",
        ["empty_approx_set"] = "approx_distinct",
        ["exclude_columns"] = "the names of the other columns",
        ["from_iso8601_timestamp_nanos"] = "from_iso8601_timestamp",
        ["getdate"] = "current_timestamp",
        ["hash_counts"] = "histogram(value)",
        ["intersection_cardinality"] = "array_intersect(array, array)",
        ["jaccard_index"] = "jaccard(text, text)",
        ["to_big_endian_32"] = "to_big_endian_64",
        ["from_base32"] = "from_base64",
        ["index"] = "strpos(text, part)",
        ["json_array_agg"] = "json_group_array(value)",
        ["json_object_agg"] = "json_group_object(name, value)",
        ["make_set_digest"] = "approx_distinct",
        ["merge"] = "approx_distinct",
        ["merge_set_digest"] = "approx_distinct",
        ["murmur3"] = "hash(value)",
        ["normalize"] = "nfc_normalize(text)",
        ["nvl"] = "coalesce(value, other)",
        ["numeric_histogram"] = "histogram(value, bins)",
        ["parse_data_size"] = "parse_formatted_bytes(text)",
        ["parse_duration"] = "number * INTERVAL '1' SECOND",
        ["parse_presto_data_size"] = "parse_formatted_bytes(text)",
        ["qdigest_agg"] = "approx_percentile",
        ["quantile_at_value"] = "approx_percentile",
        ["sha512"] = "sha256",
        ["spooky_hash_v2_32"] = "hash(value)",
        ["spooky_hash_v2_64"] = "hash(value)",
        ["strrpos"] = "strpos(text, part, -1)",
        ["tdigest_agg"] = "approx_percentile",
        ["to_base32"] = "to_base64",
        ["to_char"] = "date_format(value, format)",
        ["to_date"] = "date_parse(text, format)",
        ["value_at_quantile"] = "approx_percentile",
        ["values_at_quantiles"] = "approx_percentile",
        ["xxhash64"] = "hash(value)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Functions that the mesh offers alongside Trino's: what takes the place of one that is refused, and what has no equal there.</summary>
    private static readonly FrozenSet<string> Own = Words(
        """
        approx_top_k bit_xor hash jaccard jaro_winkler_similarity json_group_array json_group_object json_valid median mode nfc_normalize
        parse_formatted_bytes quantile_cont strip_accents
        """);

    /// <summary>Functions of the engine that Trino has under another name, or writes in another way.</summary>
    private static readonly FrozenDictionary<string, string> EngineNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["age"] = "date_diff(unit, from, to)",
        ["approx_count_distinct"] = "approx_distinct(value)",
        ["approx_quantile"] = "approx_percentile(value, fraction)",
        ["arg_max"] = "max_by(value, by)",
        ["arg_min"] = "min_by(value, by)",
        ["argmax"] = "max_by(value, by)",
        ["argmin"] = "min_by(value, by)",
        ["array_has"] = "contains(array, item)",
        ["array_length"] = "cardinality(array)",
        ["array_slice"] = "slice(array, start, length)",
        ["array_to_string"] = "array_join(array, delimiter)",
        ["ascii"] = "codepoint(letter)",
        ["date_part"] = "EXTRACT(unit FROM value)",
        ["datediff"] = "date_diff(unit, from, to)",
        ["datetrunc"] = "date_trunc(unit, value)",
        ["dayname"] = "date_format(value, '%W')",
        ["ends_with"] = "text LIKE '%end'",
        ["epoch"] = "to_unixtime(value)",
        ["first"] = "min_by(value, by), or first_value(value) OVER (ORDER BY …)",
        ["gen_random_uuid"] = "uuid()",
        ["generate_series"] = "sequence(start, end)",
        ["group_concat"] = "listagg(value, ',') WITHIN GROUP (ORDER BY …)",
        ["ifnull"] = "coalesce(value, other)",
        ["instr"] = "strpos(text, part)",
        ["json_extract_string"] = "json_extract_scalar(json, path)",
        ["last"] = "max_by(value, by), or last_value(value) OVER (ORDER BY …)",
        ["left"] = "substr(text, 1, n)",
        ["len"] = "length(text), or cardinality(array)",
        ["list"] = "array_agg(value)",
        ["list_aggregate"] = "reduce(array, start, (sum, item) -> …, sum -> sum)",
        ["list_contains"] = "contains(array, item)",
        ["list_filter"] = "filter(array, x -> …)",
        ["list_sum"] = "reduce(array, 0, (sum, item) -> sum + item, sum -> sum)",
        ["list_transform"] = "transform(array, x -> …)",
        ["list_value"] = "ARRAY[…]",
        ["make_date"] = "CAST(text AS date)",
        ["mean"] = "avg(value)",
        ["monthname"] = "date_format(value, '%M')",
        ["percentile_cont"] = "quantile_cont(value, fraction)",
        ["percentile_disc"] = "approx_percentile(value, fraction)",
        ["printf"] = "format(text, value)",
        ["quantile_disc"] = "approx_percentile(value, fraction)",
        ["range"] = "sequence(start, end)",
        ["regexp_matches"] = "regexp_like(text, pattern)",
        ["right"] = "substr(text, -n)",
        ["str_split"] = "split(text, delimiter)",
        ["strftime"] = "date_format(value, format)",
        ["string_agg"] = "listagg(value, ',') WITHIN GROUP (ORDER BY …)",
        ["string_split"] = "split(text, delimiter)",
        ["strlen"] = "length(to_utf8(text))",
        ["strptime"] = "date_parse(text, format)",
        ["struct_pack"] = "CAST(ROW(value) AS row(name type))",
        ["to_json"] = "CAST(value AS json)",
        ["to_timestamp"] = "from_unixtime(seconds)",
        ["today"] = "current_date",
        ["trunc"] = "truncate(number)",
        ["xor"] = "bitwise_xor(a, b)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names that a query may write, in order.</summary>
    public static IEnumerable<string> All => Available.Concat(Shared).Concat(Own).Order(StringComparer.Ordinal);

    /// <summary>The names that the dialect rewrites, in order.</summary>
    public static IEnumerable<string> Rewritten => Available.Order(StringComparer.Ordinal);

    public static bool IsAvailable(string name) => Available.Contains(AsciiNames.Lower(name));

    /// <summary>Whether a query may write a name: it is one of Trino's, or one that the mesh offers alongside them.</summary>
    public static bool IsPermitted(string name) => AsciiNames.Lower(name) is var lower && (Available.Contains(lower) || Shared.Contains(lower) || Own.Contains(lower));

    public static bool IsAggregate(string name) => FunctionFamilies.Find(AsciiNames.Lower(name)) is { IsAggregate: true };

    /// <summary>Returns the equivalent to name in the place of one of Trino's functions: empty where there is none, null where it is none that is refused.</summary>
    public static string? Equivalent(string name) => AsciiNames.Lower(name) is var lower && Refused.Contains(lower) ? "" : Equivalents.GetValueOrDefault(lower);

    /// <summary>Describes how to write what one of the engine's functions does; null where no name is near.</summary>
    public static string? Instead(string name) => AsciiNames.Lower(name) is var lower && EngineNames.TryGetValue(lower, out var instead) ? $"Write {instead}." : Nearest(lower) is { } near ? $"Did you mean {near}?" : null;

    /// <summary>The supported name that is nearest to one that is not; null where none is near.</summary>
    public static string? Nearest(string name) => Suggestion.Nearest(AsciiNames.Lower(name), All);

    private static FrozenSet<string> Words(string names) => names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}

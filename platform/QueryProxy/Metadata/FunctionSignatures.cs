using MeshStarter.Contracts.Types;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>Signatures of the dialect's own functions, for SHOW FUNCTIONS: of those the engine has no types.</summary>
internal static class FunctionSignatures
{
    private const string Returns = ") -> ";

    private static readonly string[] Aggregates = Lines(
        """
        approx_distinct(T) -> bigint
        approx_distinct(T, double) -> bigint
        approx_percentile(bigint, double) -> bigint
        approx_percentile(bigint, array(double)) -> array(bigint)
        approx_percentile(double, double) -> double
        approx_percentile(double, array(double)) -> array(double)
        approx_percentile(real, double) -> real
        approx_percentile(real, array(double)) -> array(real)
        geometric_mean(double) -> double
        histogram(T) -> map(T, bigint)
        listagg(varchar, varchar) -> varchar
        map_agg(K, V) -> map(K, V)
        map_union(map(K, V)) -> map(K, V)
        multimap_agg(K, V) -> map(K, array(V))
        reduce_agg(T, S, function(S, T, S), function(S, S, S)) -> S
        skewness(double) -> double
        """);

    private static readonly string[] Scalars = Lines(
        """
        all_match(array(T), function(T, boolean)) -> boolean
        any_match(array(T), function(T, boolean)) -> boolean
        array_distinct(array(E)) -> array(E)
        array_except(array(E), array(E)) -> array(E)
        array_histogram(array(T)) -> map(T, bigint)
        array_intersect(array(E), array(E)) -> array(E)
        array_join(array(T), varchar) -> varchar
        array_join(array(T), varchar, varchar) -> varchar
        array_max(array(T)) -> T
        array_min(array(T)) -> T
        array_position(array(T), T) -> bigint
        array_remove(array(E), E) -> array(E)
        array_sort(array(E)) -> array(E)
        array_sort(array(T), function(T, T, integer)) -> array(T)
        array_union(array(E), array(E)) -> array(E)
        arrays_overlap(array(E), array(E)) -> boolean
        at_timezone(timestamp with time zone, varchar) -> timestamp with time zone
        bit_count(bigint, bigint) -> bigint
        bitwise_and(bigint, bigint) -> bigint
        bitwise_left_shift(bigint, bigint) -> bigint
        bitwise_not(bigint) -> bigint
        bitwise_or(bigint, bigint) -> bigint
        bitwise_right_shift(bigint, bigint) -> bigint
        bitwise_right_shift_arithmetic(bigint, bigint) -> bigint
        bitwise_xor(bigint, bigint) -> bigint
        combinations(array(T), integer) -> array(array(T))
        contains(array(T), T) -> boolean
        contains_sequence(array(T), array(T)) -> boolean
        cosine_similarity(array(double), array(double)) -> double
        cosine_similarity(map(varchar, double), map(varchar, double)) -> double
        current_groups() -> array(varchar)
        current_timezone() -> varchar
        date(timestamp) -> date
        date(varchar) -> date
        date_add(varchar, bigint, date) -> date
        date_add(varchar, bigint, timestamp) -> timestamp
        date_format(timestamp, varchar) -> varchar
        date_parse(varchar, varchar) -> timestamp(3)
        day_of_week(date) -> bigint
        day_of_year(date) -> bigint
        dot_product(array(double), array(double)) -> double
        dow(date) -> bigint
        doy(date) -> bigint
        e() -> double
        euclidean_distance(array(double), array(double)) -> double
        format_datetime(timestamp, varchar) -> varchar
        format_number(double) -> varchar
        from_base(varchar, bigint) -> bigint
        from_base64url(varchar) -> varbinary
        from_big_endian_64(varbinary) -> bigint
        from_iso8601_date(varchar) -> date
        from_iso8601_timestamp(varchar) -> timestamp(3) with time zone
        from_unixtime(double) -> timestamp(3) with time zone
        from_unixtime(double, varchar) -> timestamp(3) with time zone
        from_unixtime_nanos(bigint) -> timestamp(9) with time zone
        from_utf8(varbinary) -> varchar
        hamming_distance(varchar, varchar) -> bigint
        human_readable_seconds(double) -> varchar
        infinity() -> double
        is_json_scalar(json) -> boolean
        json_array_contains(json, bigint) -> boolean
        json_array_get(json, bigint) -> json
        json_array_length(json) -> bigint
        json_extract(json, varchar) -> json
        json_extract_scalar(json, varchar) -> varchar
        json_format(json) -> varchar
        json_parse(varchar) -> json
        json_query(varchar, varchar) -> varchar
        json_size(json, varchar) -> bigint
        levenshtein_distance(varchar, varchar) -> bigint
        log(double, double) -> double
        luhn_check(varchar) -> boolean
        map_filter(map(K, V), function(K, V, boolean)) -> map(K, V)
        map_zip_with(map(K, V1), map(K, V2), function(K, V1, V2, V3)) -> map(K, V3)
        md5(varbinary) -> varbinary
        millisecond(timestamp) -> bigint
        mod(bigint, bigint) -> bigint
        mod(decimal, decimal) -> decimal
        mod(double, double) -> double
        multimap_from_entries(array(row(K, V))) -> map(K, array(V))
        nan() -> double
        ngrams(array(T), bigint) -> array(array(T))
        none_match(array(T), function(T, boolean)) -> boolean
        parse_datetime(varchar, varchar) -> timestamp(3) with time zone
        rand() -> double
        rand(bigint) -> bigint
        rand(bigint, bigint) -> bigint
        regexp_count(varchar, varchar) -> bigint
        regexp_extract(varchar, varchar) -> varchar
        regexp_extract(varchar, varchar, bigint) -> varchar
        regexp_like(varchar, varchar) -> boolean
        regexp_position(varchar, varchar) -> integer
        regexp_position(varchar, varchar, bigint) -> integer
        regexp_position(varchar, varchar, bigint, bigint) -> integer
        regexp_replace(varchar, varchar) -> varchar
        regexp_replace(varchar, varchar, varchar) -> varchar
        regexp_split(varchar, varchar) -> array(varchar)
        sequence(bigint, bigint) -> array(bigint)
        sequence(bigint, bigint, bigint) -> array(bigint)
        sequence(date, date) -> array(date)
        sha1(varbinary) -> varbinary
        sha256(varbinary) -> varbinary
        shuffle(array(E)) -> array(E)
        sign(bigint) -> bigint
        sign(decimal) -> decimal
        sign(double) -> double
        slice(array(E), bigint, bigint) -> array(E)
        split(varchar, varchar) -> array(varchar)
        split(varchar, varchar, bigint) -> array(varchar)
        split_part(varchar, varchar, bigint) -> varchar
        split_to_map(varchar, varchar, varchar) -> map(varchar, varchar)
        split_to_multimap(varchar, varchar, varchar) -> map(varchar, array(varchar))
        to_base(bigint, bigint) -> varchar
        to_base64url(varbinary) -> varchar
        to_big_endian_64(bigint) -> varbinary
        to_iso8601(date) -> varchar
        to_iso8601(timestamp) -> varchar
        to_milliseconds(interval day to second) -> bigint
        to_unixtime(timestamp) -> double
        transform(array(T), function(T, U)) -> array(U)
        transform_keys(map(K1, V), function(K1, V, K2)) -> map(K2, V)
        transform_values(map(K, V1), function(K, V1, V2)) -> map(K, V2)
        trim_array(array(E), bigint) -> array(E)
        truncate(decimal) -> decimal
        truncate(decimal, bigint) -> decimal
        truncate(double) -> double
        typeof(T) -> varchar
        url_decode(varchar) -> varchar
        url_encode(varchar) -> varchar
        url_extract_fragment(varchar) -> varchar
        url_extract_host(varchar) -> varchar
        url_extract_parameter(varchar, varchar) -> varchar
        url_extract_path(varchar) -> varchar
        url_extract_port(varchar) -> bigint
        url_extract_protocol(varchar) -> varchar
        url_extract_query(varchar) -> varchar
        width_bucket(double, array(double)) -> bigint
        width_bucket(double, double, double, bigint) -> bigint
        with_timezone(timestamp, varchar) -> timestamp with time zone
        year_of_week(date) -> bigint
        yow(date) -> bigint
        zip(array(T1), array(T2)) -> array(row(T1, T2))
        zip_with(array(T), array(U), function(T, U, R)) -> array(R)
        """);

    /// <summary>A row of VALUES for each signature: its name, the types of its arguments and of its value, and its kind.</summary>
    public static IEnumerable<string> Rows => [.. Aggregates.Select(line => Row(line, "aggregate")), .. Scalars.Select(line => Row(line, "scalar"))];

    private static string Row(string signature, string kind)
    {
        var (arguments, returns) = (signature.IndexOf('(', StringComparison.Ordinal), signature.IndexOf(Returns, StringComparison.Ordinal));
        return $"({SqlText.Quote(signature[..arguments])}, {SqlText.Quote(signature[(arguments + 1)..returns])}, {SqlText.Quote(signature[(returns + Returns.Length)..])}, {SqlText.Quote(kind)})";
    }

    private static string[] Lines(string signatures) => signatures.Split('\n', StringSplitOptions.TrimEntries);
}

using System.Globalization;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Statements about times: where a time comes from, what is made of it, and how deep in a query that is.</summary>
internal static class ZoneStatements
{
    /// <summary>The zones of sessions in which they run.</summary>
    public static IReadOnlyList<string> Sessions { get; } = ["UTC", "America/Sao_Paulo", "Europe/Berlin"];

    private static readonly string[] Sources =
    [
        "placed_at",
        "local_at",
        "placed_at AT TIME ZONE 'Asia/Tokyo'",
        "date_add('day', 85, placed_at) AT TIME ZONE 'Europe/Berlin'",
        "CAST(date_add('day', 85, local_at) AS timestamp(6) with time zone)",
        "with_timezone(date_add('day', 65, local_at), 'America/New_York')",
        "from_unixtime(1711843200 + id * 1800)",
        "at_timezone(placed_at, '+05:30')",
        "if(flag, placed_at, local_at)",
        "coalesce(placed_at, TIMESTAMP '2024-01-01 00:00:00')",
        "TIMESTAMP '2024-10-26 12:30:00 Europe/Berlin'",
        "CAST(day AS timestamp(6) with time zone)",
    ];

    private static readonly string[] Functions =
    [
        "{0}", "hour({0})", "CAST({0} AS date)", "CAST({0} AS timestamp(6))", "CAST({0} AS varchar)", "date_trunc('hour', {0})", "date_trunc('day', {0})", "date_trunc('month', {0})", "date_add('day', 1, {0})",
        "date_add('month', 1, {0})", "date_add('hour', 30, {0})", "{0} + INTERVAL '1' DAY", "{0} + INTERVAL '1' MONTH", "{0} - INTERVAL '2' YEAR", "date_diff('day', {0}, TIMESTAMP '2024-05-01 00:00:00 UTC')",
        "date_diff('hour', {0}, TIMESTAMP '2024-05-01 00:00:00')", "date_diff('month', {0}, DATE '2024-11-01')", "date_format({0}, '%Y-%m-%d %H:%i')", "format_datetime({0}, 'EEEE HH:mm')", "day_of_week({0})",
        "last_day_of_month({0})", "{0} < TIMESTAMP '2024-01-02 00:00:00'", "{0} >= DATE '2024-01-02'", "{0} BETWEEN TIMESTAMP '2024-01-01 03:00:00' AND TIMESTAMP '2024-04-01 00:00:00'", "to_unixtime({0})",
        "to_iso8601({0})", "extract(hour FROM {0}) + extract(day FROM {0})", "{0} AT TIME ZONE 'Asia/Kolkata'", "CAST({0} AT TIME ZONE 'Asia/Kolkata' AS varchar)", "timezone_hour({0}) * 100 + timezone_minute({0})",
        "{0} IN (TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-01 07:00:00')", "CAST(date_trunc('day', date_add('day', 2, {0})) AS varchar)", "date_trunc('day', {0} AT TIME ZONE 'America/Sao_Paulo')", "{0} - placed_at",
    ];

    private static readonly string[] Nestings =
    [
        "SELECT id, {1} FROM sales WHERE id < 6 ORDER BY id",
        "SELECT id, {2} FROM (SELECT id, {0} AS t FROM sales) AS q WHERE id < 6 ORDER BY id",
        "WITH a AS (SELECT id, {0} AS t FROM sales), b AS (SELECT id, t FROM a WHERE id < 6) SELECT b.id, {2} FROM b ORDER BY b.id",
        "SELECT id, {2} FROM (SELECT id, {0} AS t FROM sales WHERE id < 4 UNION ALL SELECT id, {0} FROM sales WHERE id BETWEEN 4 AND 9) AS q ORDER BY id",
        "SELECT status, {2} FROM (SELECT status, max({0}) AS t FROM sales GROUP BY status) AS q ORDER BY status",
        "SELECT id, {2} FROM (SELECT id, lag({0}) OVER (ORDER BY id) AS t FROM sales) AS q WHERE id < 6 ORDER BY id",
        "SELECT {1} AS v, count(*) FROM sales GROUP BY {1} ORDER BY v",
        "SELECT v.id, CASE WHEN v.id > 3 THEN {2} END FROM (SELECT * FROM (SELECT id, {0} AS t, flag, local_at, placed_at FROM sales) AS r) AS v WHERE v.id < 6 ORDER BY v.id",
        "SELECT count(*), min(v), max(v) FROM (SELECT {2} AS v FROM (SELECT {0} AS t, placed_at FROM sales) AS q) AS r",
        "SELECT s.id, (SELECT {2} FROM (SELECT {0} AS t, placed_at FROM sales WHERE id = s.id) AS q) FROM sales AS s WHERE s.id < 5 ORDER BY s.id",
    ];

    /// <summary>Statements of their own: clocks that jump, the session's time, literals.</summary>
    private static readonly string[] Others =
    [
        "SELECT current_date = CAST(now() AS date), date_trunc('second', localtimestamp) = date_trunc('second', CAST(now() AS timestamp(6))), current_timezone()",
        "SELECT date_diff('minute', with_timezone(localtimestamp, current_timezone()), now()), hour(localtimestamp) = hour(now()), hour(localtime) = hour(current_timestamp), hour(current_time) = hour(now())",
        "SELECT day_of_week(current_date) = day_of_week(now()), date_trunc('day', now()) = CAST(current_date AS timestamp with time zone), CAST(now() AS varchar) LIKE concat('% ', current_timezone())",
        "SELECT timestamp '2024-10-27 02:30:00 Europe/Berlin', CAST(timestamp '2024-10-27 02:30:00' AS timestamp with time zone), CAST(timestamp '2024-03-31 02:30:00' AS timestamp with time zone)",
        "SELECT date_trunc('hour', timestamp '2024-10-27 00:30:00 UTC' AT TIME ZONE 'Europe/Berlin'), date_trunc('hour', timestamp '2024-10-27 01:30:00 UTC' AT TIME ZONE 'Europe/Berlin'), date_trunc('day', timestamp '2024-10-27 01:30:00 UTC' AT TIME ZONE 'Europe/Berlin')",
        "SELECT date_add('day', 1, timestamp '2024-10-26 12:00:00 Europe/Berlin'), timestamp '2024-10-26 12:00:00 Europe/Berlin' + interval '1' day, date_add('month', 1, timestamp '2024-09-30 02:30:00 Europe/Berlin'), date_add('day', 1, timestamp '2024-03-30 02:30:00 Europe/Berlin')",
        "SELECT date_diff('day', timestamp '2024-10-26 12:00:00 Europe/Berlin', timestamp '2024-10-27 11:30:00 Europe/Berlin'), date_diff('hour', timestamp '2024-10-26 12:00:00 Europe/Berlin', timestamp '2024-10-27 12:00:00 Europe/Berlin')",
        "SELECT with_timezone(timestamp '2018-11-04 00:00:00', 'America/Sao_Paulo'), date_trunc('day', timestamp '2018-11-04 15:00:00 America/Sao_Paulo'), date_add('day', 1, timestamp '2018-11-03 00:00:00 America/Sao_Paulo')",
        "SELECT timestamp '2024-01-01 00:00:00 +05:30', timestamp '2024-01-01 00:00:00 Z', timestamp '2024-01-01 00:00:00' AT TIME ZONE 'Asia/Tokyo', timestamp '2024-01-01 00:00:00 UTC' AT TIME ZONE '+03:00'",
        "SELECT CAST('2024-01-01 00:00:00' AS timestamp with time zone), CAST('2024-01-01 00:00:00 Asia/Tokyo' AS timestamp with time zone), CAST(date '2024-01-01' AS timestamp with time zone)",
        "SELECT from_iso8601_timestamp('2024-01-01T00:00:00'), from_iso8601_timestamp('2024-01-01T00:00:00Z'), from_iso8601_timestamp('2024-01-01T00:00:00+05:30'), parse_datetime('2024-01-01 10:00', 'yyyy-MM-dd HH:mm')",
        "SELECT from_unixtime(0), from_unixtime(0, 'Asia/Tokyo'), from_unixtime_nanos(1704164645123456000), to_iso8601(from_unixtime(0)), to_iso8601(from_unixtime(0, 'Asia/Tokyo'))",
        "SELECT count(*) FROM sales WHERE placed_at >= TIMESTAMP '2024-01-05 00:00:00'",
        "SELECT count(*) FROM sales WHERE placed_at >= DATE '2024-01-05' AND placed_at < DATE '2024-01-06'",
        "SELECT count(*) FROM sales WHERE placed_at > local_at",
        "SELECT count(*) FROM sales AS a JOIN sales AS b ON a.placed_at = b.local_at",
        "SELECT count(*) FROM sales WHERE placed_at IN (SELECT local_at FROM sales)",
        "SELECT count(*) FROM sales WHERE local_at IN (SELECT placed_at FROM sales)",
        "SELECT count(*) FROM sales WHERE day = placed_at",
        "SELECT count(*) FROM sales WHERE date_trunc('day', placed_at) = CAST(local_at AS date)",
        "SELECT count(*) FROM sales WHERE hour(placed_at) < 6",
        "SELECT count(*) FROM (SELECT date_add('hour', 1, placed_at) AS t FROM sales) AS q WHERE hour(t) < 6",
        "SELECT count(*) FROM (SELECT coalesce(placed_at, now()) AS t FROM sales) AS q WHERE t < TIMESTAMP '2024-01-03 00:00:00'",
        "SELECT count(DISTINCT d) FROM (SELECT CAST(placed_at AT TIME ZONE 'America/Sao_Paulo' AS date) AS d FROM sales) AS q",
        "SELECT CAST(t AS date) AS d, count(*) FROM (SELECT placed_at AT TIME ZONE 'America/Sao_Paulo' AS t FROM sales) AS q GROUP BY 1 ORDER BY 1",
        "WITH RECURSIVE r(t, n) AS (SELECT TIMESTAMP '2024-03-30 12:00:00 Europe/Berlin', 0 UNION ALL SELECT date_add('day', 1, t), n + 1 FROM r WHERE n < 3) SELECT n, t, hour(t) FROM r ORDER BY n",
        "SELECT t, hour(t) FROM (VALUES TIMESTAMP '2024-01-01 00:00:00 Asia/Tokyo', TIMESTAMP '2024-01-02 00:00:00 Asia/Tokyo') AS v(t) ORDER BY t",
        "SELECT id, greatest(placed_at, TIMESTAMP '2024-01-02 00:00:00 UTC'), date_diff('day', least(placed_at, local_at), now()) > 100 FROM sales WHERE id < 5 ORDER BY id",
        "SELECT max_by(hour(placed_at), id), hour(max_by(placed_at AT TIME ZONE 'Asia/Tokyo', id)), element_at(array_agg(placed_at ORDER BY id), 2) FROM sales",
        "SELECT sequence(date '2024-01-31', date '2024-05-31', interval '1' month), sequence(date '2024-05-31', date '2024-01-31', interval '-1' month), sequence(date '2024-01-29', date '2024-03-01', interval '7' day)",
        "SELECT sequence(timestamp '2024-01-31 00:00:00', timestamp '2024-05-31 00:00:00', interval '1' month), sequence(timestamp '2024-01-31 00:00:00', timestamp '2024-02-01 00:00:00', interval '6' hour)",
        "SELECT sequence(date '2024-01-31', date '2025-12-31', interval '1' year), sequence(date '2024-02-03', date '2024-01-31')",
        "SELECT d FROM UNNEST(sequence(date '2024-01-31', date '2024-04-30', interval '1' month)) AS t(d) ORDER BY d",
        "SELECT date '2024-01-01' + interval '1' hour",
        "SELECT day + interval '90' minute FROM sales",
        "SELECT date '2024-01-01' + interval '24' hour, date '2024-01-01' - interval '48' hour, interval '2' day + date '2024-01-01', date '2024-01-31' + interval '1' month",
        "SELECT extract(day FROM interval '50' hour), extract(hour FROM interval '50' hour), extract(minute FROM interval '50' hour), day(interval '50' hour), hour(interval '3001' minute), extract(second FROM interval '90' second)",
        "SELECT extract(month FROM interval '14' month), extract(year FROM interval '14' month), year(interval '30' month), month(interval '30' month), extract(day FROM interval '-50' hour), extract(hour FROM interval '-50' hour), millisecond(interval '90.25' second)",
        "SELECT extract(day FROM max(placed_at) - min(placed_at)), extract(hour FROM max(placed_at) - min(placed_at)) FROM sales",
        "SELECT TIME '10:00:00+02:00', hour(TIME '10:00:00+02:00'), CAST(TIME '10:00:00+02:00' AS varchar), CAST(TIME '10:00:00+02:00' AS time), TIME '10:00:00.5 -03:30'",
        "SELECT CAST(TIMESTAMP '2024-01-01 00:00:00' AS varchar), CAST(date_trunc('day', local_at) AS varchar), CAST(CAST(local_at AS timestamp(3)) AS varchar), CAST(max(placed_at) AS varchar) FROM sales GROUP BY local_at, id HAVING id = 3",
        "SELECT timezone_hour(placed_at AT TIME ZONE 'Asia/Kolkata'), timezone_minute(placed_at AT TIME ZONE 'Asia/Kolkata'), extract(timezone_hour FROM placed_at AT TIME ZONE 'America/St_Johns'), extract(timezone_minute FROM placed_at AT TIME ZONE 'America/St_Johns') FROM sales WHERE id = 1",
        "SELECT filter(array_agg(placed_at ORDER BY id), x -> x > TIMESTAMP '2024-01-01 05:00:00') FROM sales WHERE id < 5",
        "SELECT any_match(array_agg(placed_at), x -> x = TIMESTAMP '2024-01-01 07:00:00'), transform(array_agg(placed_at ORDER BY id), x -> hour(x)) FROM sales WHERE id < 5",
        "SELECT contains(array_agg(placed_at), TIMESTAMP '2024-01-01 07:00:00'), array_position(array_agg(placed_at ORDER BY id), TIMESTAMP '2024-01-01 07:00:00') FROM sales",
        "SELECT array_agg(placed_at ORDER BY id)[2] > TIMESTAMP '2024-01-01 05:00:00', array_max(array_agg(placed_at)) < DATE '2024-01-15' FROM sales",
        "SELECT x FROM sales CROSS JOIN UNNEST(ARRAY[placed_at, placed_at + INTERVAL '1' HOUR]) AS t(x) WHERE id = 2 AND x > TIMESTAMP '2024-01-01 14:30:00' ORDER BY 1",
        "SELECT count(*) FROM sales WHERE (id, placed_at) IN (SELECT id, local_at FROM sales)",
        "SELECT count(*) FROM sales WHERE (id, placed_at) = (0, TIMESTAMP '2024-01-01 00:00:00') OR (id, placed_at) IN ((1, TIMESTAMP '2024-01-01 07:00:00'), (2, NULL))",
        "SELECT nullif(placed_at, local_at), nullif(local_at, placed_at) FROM sales WHERE id < 3 ORDER BY id",
        "SELECT CAST(CAST(placed_at AS varchar) AS timestamp(6) with time zone) = placed_at, CAST(placed_at AS time), CAST(placed_at AS varchar(10)) FROM sales WHERE id = 3",
        "SELECT CAST('2024-01-31 10:00' AS timestamp with time zone), TRY_CAST('2024-01-31' AS timestamp with time zone), TRY_CAST('x' AS timestamp(6) with time zone)",
        "SELECT CAST(TIMESTAMP '2024-01-01 00:00:00.123567' AS timestamp), CAST(TIMESTAMP '2024-01-01 00:00:00.123567 UTC' AS timestamp with time zone), CAST(TIMESTAMP '2024-01-01 00:00:00.9 UTC' AS timestamp(0) with time zone), CAST(TIMESTAMP '2024-01-01 00:00:00.123567' AS timestamp(4))",
        "SELECT typeof(placed_at), typeof(CAST(placed_at AS timestamp)), typeof(now()), typeof(TIMESTAMP '2024-01-01 00:00:00.12'), typeof(date_trunc('day', local_at)) FROM sales WHERE id = 1",
        "SELECT format_datetime(placed_at AT TIME ZONE 'America/St_Johns', 'yyyy-MM-dd HH:mm Z'), format_datetime(placed_at, 'HH:mm:ssZZ'), format_datetime(TIMESTAMP '2024-07-01 12:00:00 Europe/Berlin', 'HH:mm ''Z'' ZZZ') FROM sales WHERE id = 1",
        "SELECT format_datetime(local_at, 'HH:mm Z') FROM sales",
        "SELECT format('%s|%s', placed_at, local_at), array_join(array_agg(placed_at), ','), date_format(TIMESTAMP '2024-01-01 10:00:00.123456', '%f') FROM sales WHERE id = 1 GROUP BY placed_at, local_at",
        "SELECT CAST(INTERVAL '26' HOUR AS varchar), CAST(INTERVAL '-90' SECOND AS varchar), CAST(INTERVAL '14' MONTH AS varchar), CAST(max(placed_at) - min(placed_at) AS varchar) FROM sales",
        "SELECT sum(placed_at - local_at), sum(x) FROM sales CROSS JOIN (VALUES INTERVAL '1' HOUR) AS t(x)",
        "SELECT INTERVAL 'x' DAY",
        "SELECT INTERVAL '1.5' HOUR",
        "SELECT INTERVAL '02:30' HOUR TO MINUTE, INTERVAL '1 02:30' DAY TO MINUTE, INTERVAL '-1:30' MINUTE TO SECOND, -INTERVAL '1' DAY",
        "SELECT TIME '25:00:00'",
        "SELECT TIMESTAMP '2024-01-01 10:60:00'",
        "SELECT to_iso8601(TIMESTAMP '2024-01-31 10:00:00.5 Europe/London'), to_iso8601(TIMESTAMP '2024-07-31 10:00:00 Europe/London'), timezone(TIMESTAMP '2024-07-31 10:00:00 Europe/London')",
        "SELECT CAST(day AS date) AT TIME ZONE 'Asia/Tokyo' FROM sales",
        "SELECT max(x), count_if(x > 0), count_if(x = x) FROM (SELECT nan() AS x UNION ALL SELECT 1e0) AS t",
        "WITH t AS (SELECT weight + 0.5e0 AS x FROM sales WHERE id < 3) SELECT CAST(x AS bigint), CAST(x AS varchar) FROM t ORDER BY 1, 2",
        "SELECT from_iso8601_timestamp(x), hour(from_iso8601_timestamp(x)), CAST(from_iso8601_timestamp(x) AS date) FROM (VALUES '2024-01-31T23:00:00Z', '2024-07-31T23:00:00.5Z') AS t(x) ORDER BY 1",
        "SELECT count(*) FROM (VALUES '2024-01-31T23:00:00Z', '2024-01-31T23:00:00+05:30', '2024-01-31T23:00:00') AS t(x) WHERE from_iso8601_timestamp(x) > TIMESTAMP '2024-01-31 20:00:00 UTC'",
        "SELECT TRY_CAST(x AS timestamp with time zone) FROM (VALUES 'x', '2024-01-31 23:00:00 UTC', NULL) AS t(x)",
        "SELECT from_iso8601_timestamp(x) AT TIME ZONE 'Asia/Tokyo' FROM (VALUES '2024-01-31T23:00:00+05:30') AS t(x)",
        "SELECT count(*) FROM (VALUES '2024-01-31T23:00:00.5+05:30', '2024-01-31T23:00:00.123+00:00', '2024-01-31T23:00:00.5') AS t(x) WHERE from_iso8601_timestamp(x) > TIMESTAMP '2024-01-31 22:30:00 UTC'",
        "SELECT to_unixtime(from_iso8601_timestamp(x)) FROM (VALUES '2024-01-31T23:00:00.5+05:30', '2024-01-31T23:00:00.123+00:00', '2024-01-31T23:00:00.5', '2024-01-31T23:00:00-03:00') AS t(x) ORDER BY x",
        "SELECT ARRAY[], cardinality(ARRAY[]), ARRAY[ARRAY[]]",
        "SELECT count(*) FROM sales JOIN (SELECT local_at AS placed_at FROM sales) AS b USING (placed_at)",
        "SELECT count(*) FROM sales JOIN (SELECT placed_at AS day FROM sales) AS b USING (day)",
        "SELECT count(*) FROM sales JOIN sales AS b USING (placed_at)",
        "SELECT count(*) FROM sales JOIN sales AS b USING (id, day) JOIN sales AS c USING (id)",
        "WITH RECURSIVE r(t, n) AS (SELECT TIMESTAMP '2024-03-30 12:00:00 UTC', 0 UNION ALL SELECT TIMESTAMP '2024-03-30 14:00:00', n + 1 FROM r WHERE n < 1) SELECT to_unixtime(t) FROM r ORDER BY n",
        "WITH RECURSIVE r(t, n) AS (SELECT TIMESTAMP '2024-03-30 12:00:00', 0 UNION ALL SELECT TIMESTAMP '2024-03-30 14:00:00 UTC', n + 1 FROM r WHERE n < 1) SELECT to_unixtime(t) FROM r ORDER BY n",
        "SELECT ARRAY[local_at] = ARRAY[placed_at], ARRAY[local_at, placed_at] = ARRAY[placed_at, placed_at] FROM sales WHERE id = 0",
        "SELECT count(*) FROM sales WHERE ARRAY[placed_at] IN (SELECT ARRAY[local_at] FROM sales)",
        "SELECT cardinality(x) FROM (SELECT ARRAY[placed_at] AS x FROM sales UNION ALL SELECT ARRAY[local_at] FROM sales) AS q WHERE contains(x, TIMESTAMP '2024-01-01 07:00:00 UTC')",
        "SELECT (id, ARRAY[day]) = (0, ARRAY[placed_at]) FROM sales WHERE id = 0",
    ];

    /// <summary>Each source with each function, in one of the nestings, and the others.</summary>
    public static IReadOnlyList<string> Some { get; } =
        [.. Sources.SelectMany((source, s) => Functions.Select((function, f) => Statement(source, function, Nestings[((s * 3) + f) % Nestings.Length]))), .. Others];

    /// <summary>Each source with each function in each nesting, and the others.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Nestings.SelectMany(nesting => Sources.SelectMany(source => Functions.Select(function => Statement(source, function, nesting)))), .. Others];

    private static string Statement(string source, string function, string nesting) =>
        string.Format(CultureInfo.InvariantCulture, nesting, source, string.Format(CultureInfo.InvariantCulture, function, $"({source})"), string.Format(CultureInfo.InvariantCulture, function, "t"));
}

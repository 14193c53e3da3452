using System.Text.RegularExpressions;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Trino's meaning over the protocol, where it meets sessions, parameters, places of errors and what a query may call.</summary>
[Collection(DialectCollection.Name)]
public sealed partial class DialectTests(DialectFixture mesh)
{
    [Theory]
    [InlineData("SELECT trino_divide(1, 2)", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT error('NOT_SUPPORTED: mine')", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT id FROM sales WHERE error('x') IS NULL", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT transform(ARRAY[1], x -> error('x'))", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT * FROM UNNEST(ARRAY[1], read_csv('/etc/passwd'))", "FUNCTION_NOT_FOUND")]
    public async Task What_the_dialect_uses_is_not_for_queries(string sql, string error) =>
        Assert.Equal(error, (await mesh.Session().RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("SELECT upperr('a')", "Did you mean upper?")]
    [InlineData("SELECT xxhash64(to_utf8('a'))", "Use hash(value).")]
    [InlineData("SELECT strrpos('abcbc', 'bc')", "Use strpos(text, part, -1).")]
    [InlineData("SELECT * FROM saless", "Did you mean shop.sales?")]
    [InlineData("SELECT * FROM shpo.sales", "Did you mean shop?")]
    [InlineData("SELECT * FROM sales_v1", "Did you mean shop.\"sales@1\"?")]
    [InlineData("SELECT statuss FROM sales", "status")]
    [InlineData("SELECT desc FROM sales", "\"desc\"")]
    public async Task Unknown_name_is_answered_with_the_nearest(string sql, string hint) =>
        Assert.Contains(hint, (await mesh.Session().RunAsync(sql)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Hidden_product_is_not_what_was_meant() =>
        Assert.Equal("line 1:15: Schema 'hiden' does not exist", (await mesh.Session().RunAsync("SELECT * FROM hiden.vault")).Message);

    [Theory]
    [InlineData("SELECT id / 2, nope FROM sales", "line 1:16:")]
    [InlineData("SELECT 7 / 2,\n upper(1)", "line 2:2:")]
    [InlineData("SELECT id, qty || 'x' FROM sales", "line 1:16:")]
    public async Task Error_is_placed_in_the_text_as_it_was_written(string sql, string place) =>
        Assert.StartsWith(place, (await mesh.Session().RunAsync(sql)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("SELECT CAST(placed_at AS date), hour(placed_at), date_trunc('day', placed_at) FROM sales WHERE id = 0")]
    [InlineData("SELECT date_format(placed_at, '%H:%i') FROM sales WHERE id = 0")]
    public async Task Instant_has_its_own_zone_and_not_the_sessions(string sql) =>
        Assert.Equal(await mesh.RowsAsync(sql), await mesh.RowsAsync(sql, "America/New_York"));

    [Theory]
    [InlineData("SELECT placed_at AT TIME ZONE 'Asia/Tokyo' FROM sales WHERE id = 0", "[[\"2024-01-01 09:00:00.000000 Asia/Tokyo\"]]")]
    [InlineData("SELECT CAST(placed_at AT TIME ZONE 'America/New_York' AS date) FROM sales WHERE id = 0", "[[\"2023-12-31\"]]")]
    [InlineData("SELECT count(*) FROM sales WHERE placed_at AT TIME ZONE 'Asia/Tokyo' = TIMESTAMP '2024-01-01 00:00:00 UTC'", "[[1]]")]
    public async Task Zone_of_a_value_is_kept(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT sum(price) + CAST(NULL AS decimal(10, 2)) FROM sales WHERE id < 2")]
    [InlineData("SELECT count(*) * CAST(NULL AS decimal(5, 2)) FROM sales WHERE id < 0")]
    public async Task Aggregate_that_is_added_to_null_has_one_row(string sql) => Assert.Equal("[[null]]", await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT element_at(map_agg(placed_at, qty), TIMESTAMP '2024-01-01 08:00:00') FROM sales WHERE id = 1", "[[3]]")]
    [InlineData("SELECT map_agg(placed_at, qty)[TIMESTAMP '2024-01-01 08:00:00'] FROM sales WHERE id = 1", "[[3]]")]
    [InlineData("SELECT m[date_add('hour', 8, day)], element_at(m, day) FROM (SELECT map_agg(placed_at, qty) AS m FROM sales WHERE id = 1) CROSS JOIN (VALUES TIMESTAMP '2024-01-01 00:00:00') AS d(day)", "[[3,null]]")]
    [InlineData("SELECT element_at(map_agg(placed_at, qty), TIMESTAMP '2024-01-01 07:00:00 UTC') FROM sales WHERE id = 1", "[[3]]")]
    public async Task Key_without_a_zone_is_of_the_sessions_clock(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql, "Europe/Berlin"));

    [Theory]
    [InlineData("SELECT TIMESTAMP '2024-03-31 02:30:00 Europe/Berlin'")]
    [InlineData("SELECT count(*) FROM sales WHERE placed_at < TIMESTAMP '2024-03-31 02:00 Europe/Berlin'")]
    [InlineData("SELECT TIMESTAMP '2018-11-04 America/Sao_Paulo'")]
    public async Task Time_that_a_clock_leaves_out_is_refused(string sql) => Assert.Equal("INVALID_LITERAL", (await mesh.Session().RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("SELECT to_unixtime(TIMESTAMP '2024-03-31 03:00:00 Europe/Berlin')", "[[1711846800.0]]")]
    [InlineData("SELECT to_unixtime(TIMESTAMP '2024-03-31 01:59:59.5 Europe/Berlin')", "[[1711846799.5]]")]
    public async Task Time_around_a_change_of_clocks_is_its_instant(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Fact]
    public async Task Client_without_precisions_gets_the_nearest_millisecond_in_each_zone()
    {
        var session = mesh.Session();
        session.Headers.Remove("X-Trino-Client-Capabilities");

        var answer = await session.RunAsync("SELECT t, t AT TIME ZONE 'Europe/Berlin', t - INTERVAL '0.0002' SECOND, t AT TIME ZONE 'Asia/Tokyo' - INTERVAL '0.0002' SECOND FROM (VALUES TIMESTAMP '2026-01-31 12:00:00.999600 UTC') AS x(t)");

        Assert.Equal("[[\"2026-01-31 12:00:01.000 UTC\",\"2026-01-31 13:00:01.000 Europe/Berlin\",\"2026-01-31 12:00:00.999 UTC\",\"2026-01-31 21:00:00.999 Asia/Tokyo\"]]", answer.Data);
    }

    [Theory]
    [InlineData("SELECT if(flag, placed_at, placed_at AT TIME ZONE 'Asia/Tokyo') FROM sales")]
    [InlineData("SELECT hour(t) FROM (SELECT if(flag, placed_at, placed_at AT TIME ZONE 'Asia/Tokyo') AS t FROM sales) AS q")]
    [InlineData("SELECT placed_at AT TIME ZONE status FROM sales")]
    [InlineData("SELECT array_agg(placed_at AT TIME ZONE 'Asia/Tokyo') FROM sales")]
    [InlineData("SELECT format('%s', placed_at AT TIME ZONE 'Asia/Tokyo') FROM sales")]
    [InlineData("SELECT CAST(placed_at AT TIME ZONE 'Asia/Tokyo' AS json) FROM sales")]
    [InlineData("SELECT hour(from_iso8601_timestamp(x)) FROM (VALUES '2024-01-31T10:00:00+05:30') AS t(x)")]
    [InlineData("SELECT CAST(x AS timestamp with time zone) FROM (VALUES '2024-01-31 10:00 Asia/Tokyo') AS t(x)")]
    public async Task Zone_that_cannot_be_followed_is_refused(string sql)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal("NOT_SUPPORTED", answer.ErrorName);
        Assert.Contains("AT TIME ZONE 'UTC'", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT DISTINCT t FROM (VALUES TIME '10:00:00+02:00', TIME '09:00:00+01:00') AS x(t)")]
    [InlineData("SELECT count(DISTINCT t) FROM (VALUES TIME '10:00:00+02:00', TIME '09:00:00+01:00') AS x(t)")]
    [InlineData("SELECT t, count(*) FROM (VALUES TIME '10:00:00+02:00', TIME '09:00:00+01:00') AS x(t) GROUP BY t")]
    [InlineData("SELECT t FROM (VALUES TIME '10:00:00+02:00') AS x(t) UNION SELECT TIME '09:00:00+01:00'")]
    public async Task Times_with_an_offset_are_not_grouped_or_ordered(string sql)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal("NOT_SUPPORTED", answer.ErrorName);
        Assert.Contains("Times with an offset cannot be", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT placed_at AT TIME ZONE 'Mars/Olympus' FROM sales", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SELECT at_timezone(placed_at, 'Mars/Olympus') FROM sales", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("SELECT TIMESTAMP '2024-01-01 00:00:00 Mars/Olympus'", "INVALID_LITERAL")]
    public async Task Unknown_zone_is_refused(string sql, string error)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal(error, answer.ErrorName);
        Assert.Contains("'Mars/Olympus' is not a valid time zone. Use a region such as Europe/Berlin", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+25:00", "SELECT CAST(placed_at AT TIME ZONE '+25:00' AS varchar) FROM sales", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("+05:99", "SELECT to_iso8601(placed_at AT TIME ZONE '+05:99') FROM sales", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("-14:30", "SELECT with_timezone(local_at, '-14:30') FROM sales", "INVALID_FUNCTION_ARGUMENT")]
    [InlineData("+15:00", "SELECT TIMESTAMP '2024-01-01 00:00:00 +15:00'", "INVALID_LITERAL")]
    [InlineData("+15:00", "SELECT TIME '10:00:00 +15:00'", "INVALID_LITERAL")]
    public async Task Offset_that_does_not_exist_is_refused(string offset, string sql, string error)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal(error, answer.ErrorName);
        Assert.Contains($"'{offset}' is not a valid time zone. Use a region such as Europe/Berlin", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM sales WHERE status LIKE 'p\\l%' ESCAPE '\\'", "INVALID_FUNCTION_ARGUMENT", "[]")]
    [InlineData("SELECT count(*) FROM sales WHERE status LIKE CASE WHEN id > 1 THEN 'p!l' ELSE 'p' END ESCAPE '!'", "INVALID_FUNCTION_ARGUMENT", "[]")]
    [InlineData("SELECT count(*) FROM sales WHERE status NOT LIKE note ESCAPE '!'", "", "[[37]]")]
    [InlineData("SELECT 'a%' LIKE 'a!%' ESCAPE '!', 'a!' LIKE 'a!!' ESCAPE '!', 'ab' NOT LIKE concat('a', '!_') ESCAPE '!'", "", "[[true,true,true]]")]
    public async Task Escape_comes_before_a_wildcard_or_itself(string sql, string error, string rows)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal((error, rows), (answer.ErrorName, answer.Data));
    }

    [Theory]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? / 2, id / ? FROM sales WHERE id = 7' USING 7, 2", "[[3,3]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT flag, ?, count(*) FROM sales GROUP BY flag, ? ORDER BY 1' USING 'x', 'x'", "[[false,\"x\",25],[true,\"x\",25]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? a, count(*) FROM sales WHERE id < 0 GROUP BY ?' USING 5, 5", "[]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT * FROM (VALUES 1, ?) AS t(x) ORDER BY x' USING 2", "[[1],[2]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT id FROM sales WHERE id < ? ORDER BY ?, 1 LIMIT ?' USING 3, -1, 2", "[[0],[1]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT * FROM (VALUES 2, 1, 3) AS t(x) ORDER BY ? DESC, x' USING 1", "[[1],[2],[3]]")]
    public async Task Parameters_take_part(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT (SELECT id FROM sales)", "SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows")]
    [InlineData("SELECT CAST(status AS integer) FROM sales WHERE id = 0", "INVALID_CAST_ARGUMENT", "Cannot cast 'placed' to INT")]
    [InlineData("SELECT CAST('1.5' AS bigint)", "INVALID_CAST_ARGUMENT", "Cannot cast '1.5' to BIGINT")]
    [InlineData("SELECT CAST(status AS boolean) FROM sales WHERE id = 0", "INVALID_CAST_ARGUMENT", "Cannot cast 'placed' to BOOLEAN")]
    [InlineData("SELECT CAST(status AS decimal(5,2)) FROM sales WHERE id = 0", "INVALID_CAST_ARGUMENT", "Cannot cast 'placed' to DECIMAL(5,2)")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? + 1' USING 'x'", "TYPE_MISMATCH", "Cannot apply operator: varchar + integer. Write a CAST.")]
    public async Task Failure_is_said_in_Trinos_words(string sql, string error, string message)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal((error, message), (answer.ErrorName, Place().Replace(answer.Message, "")));
    }

    [Theory]
    [InlineData("SELECT format('%b|%6b|%s|%b', true, id > 0, 'x', NULL) FROM sales WHERE id = 0", "[[\"true| false|x|false\"]]")]
    public async Task Format_of_a_boolean_is_its_word(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Fact]
    public async Task Functions_are_listed_under_Trinos_names() =>
        Assert.Equal(4, (await mesh.Session().RunAsync("SHOW FUNCTIONS")).Rows.Select(row => row[0]!.GetValue<string>()).Distinct().Count(name => name is "approx_distinct" or "date_format" or "transform" or "upper"));

    [Fact]
    public async Task Output_of_a_prepared_statement_has_Trinos_names()
    {
        var session = mesh.Session();
        session.Headers["X-Trino-Prepared-Statement"] = "p=" + Uri.EscapeDataString("SELECT count(*), sum(qty) AS total, id / 2 FROM sales GROUP BY id");

        var answer = await session.RunAsync("DESCRIBE OUTPUT p");

        Assert.Equal(["_col0", "total", "_col2"], answer.Rows.Select(row => row[0]!.GetValue<string>()));
    }

    // line 1:8:
    [GeneratedRegex(@"^line \d+:\d+: ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();
}

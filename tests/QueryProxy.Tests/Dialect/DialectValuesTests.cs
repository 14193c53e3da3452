namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Values that operators, names, types and TRY would have otherwise without any error. <see cref="TrinoValuesTests"/> has functions and casts.</summary>
[Collection(DialectCollection.Name)]
public sealed class DialectValuesTests(DialectFixture mesh)
{
    [Theory]
    [InlineData("SELECT 2.01 / 2, -2.01 / 2, 1.15 / 20", """[["1.01","-1.01","0.06"]]""")]
    [InlineData("SELECT x / y FROM (VALUES (CAST(2.01 AS decimal(18,2)), CAST(2 AS integer))) AS t(x, y)", """[["1.01"]]""")]
    [InlineData("SELECT CAST(2.01 AS decimal(18,2)) / y FROM (VALUES 2) AS t(y)", """[["1.01"]]""")]
    [InlineData("SELECT CAST(2.01 AS decimal(18,2)) / CAST(y AS integer) FROM (VALUES 2) AS t(y)", """[["1.01"]]""")]
    [InlineData("SELECT avg(CAST(x AS decimal(18,2))) FROM (VALUES 1.00, 1.01) AS t(x)", """[["1.01"]]""")]
    [InlineData("SELECT avg(CAST(x AS decimal(18,2))) OVER () FROM (VALUES 1.00, 1.01) AS t(x) LIMIT 1", """[["1.01"]]""")]
    [InlineData("SELECT x / y FROM (VALUES (BIGINT '9007199254740993', 1)) AS t(x, y)", "[[9007199254740993]]")]
    [InlineData("SELECT x / 4 FROM (VALUES 0.5e0) AS t(x)", "[[0.125]]")]
    public async Task Quotient_of_decimals_is_rounded_half_up(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT 1.5 / y FROM (VALUES 0) AS t(y)")]
    [InlineData("SELECT CAST(1.5 AS decimal(3,1)) / CAST(y AS integer) FROM (VALUES 0) AS t(y)")]
    public async Task Division_of_a_decimal_by_zero_fails(string sql) => Assert.Equal("DIVISION_BY_ZERO", (await mesh.Session().RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("SELECT sum(x) FROM (VALUES DECIMAL '99999999999999999999999999999999999999', DECIMAL '1') AS t(x)")]
    [InlineData("SELECT sum(x) FROM (VALUES DECIMAL '-999999999999999999999999999999999999.99', DECIMAL '-0.01') AS t(x)")]
    public async Task Sum_of_more_digits_than_a_decimal_has_fails(string sql) => Assert.Equal("NUMERIC_VALUE_OUT_OF_RANGE", (await mesh.Session().RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("SELECT hour(t) FROM (SELECT placed_at AS t FROM sales WHERE id = 1) AS o", "[[7]]")]
    [InlineData("WITH o AS (SELECT placed_at AS t FROM sales WHERE id = 1), p AS (SELECT t AS u FROM o) SELECT hour(u), CAST(u AS date) FROM p", """[[7,"2024-01-01"]]""")]
    [InlineData("SELECT hour(local_at) FROM (SELECT placed_at AS local_at FROM sales WHERE id = 1) AS o", "[[7]]")]
    [InlineData("SELECT hour(t) FROM (SELECT max(placed_at) AS t FROM sales WHERE id = 1) AS o", "[[7]]")]
    [InlineData("SELECT to_iso8601(placed_at) FROM sales WHERE id = 1", """[["2024-01-01T07:00:00.000000Z"]]""")]
    public async Task Instant_of_a_product_has_its_own_clock(string sql, string rows)
    {
        Assert.Equal(rows, await mesh.RowsAsync(sql));
        if (!sql.Contains("AS local_at", StringComparison.Ordinal))
        {
            Assert.Equal(rows, await mesh.RowsAsync(sql, "America/New_York"));
        }
    }

    [Theory]
    [InlineData("SELECT to_unixtime(TRY_CAST(x AS timestamp(3) with time zone)), to_unixtime(CAST(x AS timestamp(3) with time zone)) FROM (VALUES '2024-01-31 23:00:00.5+05:30', '2024-01-31 23:00:00.5+00:00') AS t(x) ORDER BY 1", "[[1706722200.5,1706722200.5],[1706742000.5,1706742000.5]]")]
    [InlineData("SELECT ARRAY[] = ARRAY[], cardinality(ARRAY[])", "[[true,0]]")]
    public async Task Value_with_its_own_offset_or_without_a_time_is_the_same_in_every_session(string sql, string rows)
    {
        foreach (var zone in ZoneStatements.Sessions)
        {
            Assert.Equal(rows, await mesh.RowsAsync(sql, zone));
        }
    }

    [Theory]
    [InlineData("SELECT t + i, t - i * 2, t + d FROM (VALUES (TIMESTAMP '2024-03-15 12:00:00 Europe/Berlin', INTERVAL '1' MONTH, INTERVAL '30' DAY)) AS x(t, i, d)", """[["2024-04-15 12:00:00.000000 Europe/Berlin","2024-01-15 12:00:00.000000 Europe/Berlin","2024-04-14 13:00:00.000000 Europe/Berlin"]]""")]
    [InlineData("SELECT i + t FROM (SELECT TIMESTAMP '2024-03-01 05:00:00 Asia/Tokyo' AS t, INTERVAL '1' MONTH AS i) AS x", """[["2024-04-01 05:00:00.000000 Asia/Tokyo"]]""")]
    [InlineData("SELECT sequence(DATE '2024-01-31', DATE '2024-03-31', i) FROM (VALUES INTERVAL '1' MONTH) AS x(i)", """[[["2024-01-31","2024-02-29","2024-03-31"]]]""")]
    public async Task Months_of_a_column_are_those_of_the_clock_and_of_the_first_day(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT count_if(x IS NULL), count(DISTINCT x) FROM (SELECT CASE CAST(floor(rand() * 3) AS integer) WHEN 0 THEN 'a' WHEN 1 THEN 'b' WHEN 2 THEN 'c' END AS x FROM UNNEST(sequence(1, 1000))) AS t", "[[0,3]]")]
    [InlineData("SELECT count_if(x = 1), count_if(CAST(y AS double) >= 1) FROM (SELECT nullif(rand(2), 1) AS x, CAST(rand() AS varchar) AS y FROM UNNEST(sequence(1, 1000))) AS t", "[[0,0]]")]
    [InlineData("SELECT cardinality(array_distinct(shuffle(sequence(1, 20)))), cardinality(array_union(shuffle(sequence(1, 20)), ARRAY[0]))", "[[20,21]]")]
    [InlineData("SELECT count_if(x NOT IN (0, 1, 2)) FROM (SELECT width_bucket(rand(), 0.3, 0.6, 1) AS x FROM UNNEST(sequence(1, 1000))) AS t", "[[0]]")]
    [InlineData("SELECT CASE rand(1) WHEN 1 THEN 'x' WHEN 0 THEN max(status) END, CASE max(rand(1)) WHEN 1 THEN 0 WHEN 0 THEN (SELECT count(*) FROM customers) END FROM sales", """[["shipped",8]]""")]
    [InlineData("SELECT CAST(rand(1) AS varchar) || '!', histogram(rand(1)) FROM sales GROUP BY CAST(rand(1) AS varchar) || '!'", """[["0!",{"0":50}]]""")]
    [InlineData("SELECT array_except(ARRAY[0, 1, 2], (SELECT array_agg(qty) FROM sales WHERE id < 2)), array_distinct((SELECT array_agg(state ORDER BY state) FROM customers)), split_to_map('a=1', (SELECT ','), '=')", """[[[1,2],["MG","RJ","SP"],{"a":"1"}]]""")]
    [InlineData("SELECT array_intersect(tags, (SELECT array_agg(t) FROM UNNEST(tags) AS u(t) WHERE t > s.status)) FROM sales AS s WHERE id = 2", """[[["x","y","z"]]]""")]
    public async Task Value_that_changes_each_time_and_subquery_are_computed_once(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("EXECUTE IMMEDIATE 'SELECT count(*) FROM sales WHERE placed_at IN (SELECT x FROM UNNEST(?) AS t(x))' USING ARRAY[TIMESTAMP '2024-01-01 02:00:00', NULL]", "[[1]]")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT x, hour(x) FROM UNNEST(?) AS t(x)' USING ARRAY[TIMESTAMP '2024-01-01 02:00:00 Europe/Berlin']", """[["2024-01-01 02:00:00.000000 Europe/Berlin",2]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT day - x, CAST(y AS integer) FROM sales, UNNEST(?, ?) AS t(x, y) WHERE id = 1' USING ARRAY[DATE '2024-01-01'], ARRAY[2.5e0]", """[["3 00:00:00.000",3]]""")]
    public async Task Items_of_a_parameter_have_the_kind_of_their_values(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql, "America/New_York"));

    [Fact]
    public async Task Timestamps_of_a_parameter_are_not_searched_for_an_instant_by_another_clock() =>
        Assert.Equal("NOT_SUPPORTED", (await mesh.Session("America/New_York").RunAsync("EXECUTE IMMEDIATE 'SELECT contains(?, placed_at) FROM sales' USING ARRAY[TIMESTAMP '2024-01-01 02:00:00']")).ErrorName);

    [Theory]
    [InlineData("SELECT CAST(code AS char(4)) AS code FROM (VALUES 'A', 'A ') AS t(code) WHERE code = 'A '", "[[\"A   \"]]")]
    [InlineData("SELECT x FROM (SELECT CAST(code AS char(4)) AS code FROM (VALUES 'A', 'A ') AS t(code)) AS c(x) WHERE x = 'A'", "[[\"A   \"],[\"A   \"]]")]
    [InlineData("SELECT count(*) FROM (SELECT CAST('a' AS char(3)) AS c UNION ALL SELECT CAST('b' AS char(3))) AS t WHERE t.c IN ('a')", "[[1]]")]
    [InlineData("SELECT cardinality(m), cardinality(n) FROM (SELECT MAP(ARRAY['a'], ARRAY[1]) AS m, ARRAY[1, 2] AS n) AS t(m, n)", "[[1,2]]")]
    [InlineData("SELECT trim(sku) AS sku FROM sales CROSS JOIN UNNEST(ARRAY[CAST(ROW('x') AS ROW(sku varchar))]) WHERE sku = 'x' AND id = 0", "[[\"x\"]]")]
    [InlineData("SELECT upper(status) AS price FROM sales WHERE id < 3 GROUP BY status ORDER BY sum(price) + 1 DESC", "[[\"SHIPPED\"],[\"PAID\"],[\"PLACED\"]]")]
    [InlineData("SELECT q || 'x' FROM (SELECT * FROM (VALUES (1, 7)) AS l(id, n) JOIN (VALUES (1, 'a')) AS r(id, s) USING (id)) AS t(i, n, q)", "[[\"ax\"]]")]
    public async Task Name_means_the_column_that_is_in_from(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT lag(CAST(status AS char(3))) OVER (ORDER BY id) FROM sales", "char(3)")]
    [InlineData("SELECT c FROM (SELECT CAST(status AS char(3)) AS c FROM sales UNION ALL SELECT CAST('x' AS char(3))) AS t", "char(3)")]
    [InlineData("SELECT (SELECT NULL)", "unknown")]
    [InlineData("SELECT a[1] FROM (SELECT ARRAY[INTERVAL '1' MONTH] AS a) AS t", "INTERVAL YEAR TO MONTH")]
    [InlineData("SELECT -x + INTERVAL '1' YEAR * 2 FROM (VALUES INTERVAL '1' MONTH, NULL) AS t(x)", "INTERVAL YEAR TO MONTH")]
    [InlineData("SELECT *, NULL FROM information_schema.schemata", "unknown")]
    [InlineData("SELECT *, NULL FROM sales AS a JOIN (SELECT id FROM sales) AS b USING (id)", "unknown")]
    [InlineData("SELECT *, NULL FROM sales", "unknown")]
    [InlineData("SELECT reduce(ARRAY[1, 2], NULL, (s, x) -> coalesce(s, 0) + x, s -> s)", "integer")]
    public async Task Type_that_the_engine_lacks_is_found_by_what_a_column_is_made_of(string sql, string last)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.True(answer.Error is null, answer.Message);
        Assert.Equal(last, answer.Columns[^1]!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SELECT TRY(json_format(json_parse(x))) FROM (VALUES 'no', '[1]') AS t(x)", """[[null],["[1]"]]""")]
    [InlineData("SELECT TRY(CASE WHEN f THEN 1 ELSE 1 / x END) FROM (VALUES (true, 0), (false, 0)) AS t(f, x)", "[[1],[null]]")]
    [InlineData("SELECT TRY(date_add('day', 1, day)) FROM sales WHERE id = 0", """[["2024-01-02"]]""")]
    public async Task Try_of_what_fails_is_null(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT TRY(from_base(x, 10)) FROM (VALUES 'no', '12') AS t(x)", "[[null],[12]]")]
    [InlineData("SELECT TRY(coalesce(10 / x, -1)), TRY(coalesce(10 % x, -1)) FROM (VALUES 0, 4, 1, 3) AS t(x)", "[[null,null],[2,2],[10,0],[3,1]]")]
    [InlineData("SELECT id, TRY(coalesce(10 / qty, -1)) FROM sales WHERE id BETWEEN 4 AND 11 ORDER BY id", "[[4,10],[5,2],[6,1],[7,1],[8,5],[9,2],[10,1],[11,null]]")]
    [InlineData("SELECT TRY(tags[9]), TRY(coalesce(tags[9], 'x')), coalesce(TRY(tags[9]), 'x') FROM sales WHERE id = 1", """[[null,null,"x"]]""")]
    [InlineData("SELECT TRY(sum(qty) / (count(*) - count(*))), TRY(sum(qty) / 2 + (SELECT max(qty) FROM sales)) FROM sales WHERE id < 3", "[[null,14]]")]
    [InlineData("SELECT TRY(id / qty) AS q, count(*) FROM sales WHERE id < 4 GROUP BY TRY(id / qty) ORDER BY q", "[[0,3],[null,1]]")]
    [InlineData("SELECT TRY(to_hex(md5(to_utf8(status)))) FROM sales WHERE id = 1", """[["76E084771E78C194EFD0E2D5B8920BEA"]]""")]
    [InlineData("SELECT status, TRY(from_base(status, 26)) FROM sales WHERE id IN (1, 2) ORDER BY id", """[["paid",446641],["shipped",null]]""")]
    public async Task Try_takes_errors_of_functions_and_no_others_values(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Fact]
    public async Task Try_that_cannot_be_is_refused_with_what_can()
    {
        var answer = await mesh.Session().RunAsync("SELECT TRY(approx_distinct(x)) FROM (VALUES 7) AS t(x)");

        Assert.Equal("NOT_SUPPORTED", answer.ErrorName);
        Assert.Contains("TRY_CAST", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT CAST('123456789012345678901234567890123456.78' AS decimal(38,2)) / CAST('7.03' AS decimal(38,2))", "decimal(38,2)", """[["17561420912140210370019141947385982.47"]]""")]
    [InlineData("SELECT price / qty FROM sales WHERE id = 7", "decimal(18,2)", """[["0.26"]]""")]
    [InlineData("SELECT 10.5 / 0.25", "decimal(6,2)", """[["42.00"]]""")]
    [InlineData("SELECT sign(-1.50) / 3, sign(price), CAST(sign(2.5) AS varchar) FROM sales WHERE id = 1", "decimal(18,0)", """[["0","1","1"]]""")]
    [InlineData("SELECT avg(x) FROM (VALUES DECIMAL '123456789012345678901234567890.5', DECIMAL '223456789012345678901234567890.8') AS t(x)", "decimal(31,1)", """[["173456789012345678901234567890.7"]]""")]
    [InlineData("SELECT avg(r.a) FROM (SELECT CAST(ROW(x) AS ROW(a decimal(20,2))) AS r FROM (VALUES DECIMAL '100000000000000000.01', DECIMAL '100000000000000000.02') AS t(x)) AS q", "decimal(20,2)", """[["100000000000000000.02"]]""")]
    public async Task Quotient_of_any_digits_is_exact_and_has_Trinos_type(string sql, string type, string rows)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal((type, rows), (answer.Columns[0]!["type"]!.GetValue<string>().Replace(" ", "", StringComparison.Ordinal), answer.Data));
    }

    [Theory]
    [InlineData("SELECT substr('ab', -5), substr('abc', -2), substr('abc', 2), substr('abc', 0)", """[["","bc","bc",""]]""")]
    [InlineData("SELECT substr('ab', -5, 1), substr('abc', -2, 1)", """[["","b"]]""")]
    [InlineData("VALUES ROW(1, 2), ROW(3, 4)", "[[1,2],[3,4]]")]
    [InlineData("SELECT * FROM (VALUES ROW(1, 'a')) AS t(x, y)", """[[1,"a"]]""")]
    [InlineData("SELECT soundex('Robert'), soundex('Rupert'), soundex('Ashcraft'), soundex('Tymczak'), soundex('Pfister'), soundex('Honeyman')", """[["R163","R163","A261","T522","P236","H555"]]""")]
    [InlineData("SELECT soundex(x) FROM (VALUES 'O''Neil 3', 'lee', 'H', '', '12', 'Straße', 'Robertñ', NULL) AS t(x)", """[["O540"],["L000"],["H000"],[""],[""],["S362"],["R163"],[null]]""")]
    [InlineData("SELECT soundex('CHYNA') = soundex('china'), soundex(NULL), TRY(soundex('Ñandú')), soundex('a') || 'b'", """[[true,null,null,"A000b"]]""")]
    [InlineData("SELECT array_join(tags, status), array_join(ARRAY[1, NULL, 2], note, status), split('a,b,c', d, 2) FROM sales CROSS JOIN (VALUES ',') AS t(d) WHERE id = 1", """[["xpaidy","1note 1paidnote 12",["a","b,c"]]]""")]
    [InlineData("SELECT array_join(ARRAY[], x), array_join(ARRAY[NULL], x), array_join(ARRAY[1, 2], y), array_join(CAST(NULL AS array(integer)), x) FROM (VALUES (',', CAST(NULL AS varchar))) AS t(x, y)", """[["","",null,null]]""")]
    public async Task Text_and_rows_are_Trinos(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("EXECUTE IMMEDIATE 'SELECT price * ? FROM sales WHERE id = 7' USING DECIMAL '0.0299'", """[["0.077441"]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT price * DECIMAL ''0.0299'' FROM sales WHERE id = ?' USING 7", """[["0.077441"]]""")]
    [InlineData("SELECT 7. / 2, count(*) * 100. / 7, typeof(12.), -1./3 FROM sales", """[["4","714","decimal(2,0)","0"]]""")]
    [InlineData("SELECT id, typeof(10.) FROM sales WHERE id = 7. AND id < 8.", """[[7,"decimal(2,0)"]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ? / 2' USING 7.", """[["4"]]""")]
    [InlineData("WITH rates AS (SELECT DECIMAL '12345678901234567890.000000000001' AS rate) SELECT rate, CAST(rate AS varchar(4)) IS NULL FROM rates WHERE false", "[]")]
    public async Task Decimal_has_the_digits_that_are_written(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Distinct_values_are_estimated_within_the_standard_error()
    {
        const int Columns = 100;
        const double StandardError = 0.023;
        var counts = string.Join(", ", Enumerable.Range(1, Columns).Select(i => $"approx_distinct(hash(x * {7_919 * i}) % {300 * i}), count(DISTINCT hash(x * {7_919 * i}) % {300 * i})"));

        var answer = await mesh.Session().RunAsync($"SELECT {counts} FROM UNNEST(sequence(1, 30000)) AS t(x)");

        var row = answer.Rows.Single().Select(value => value!.GetValue<long>()).ToList();
        Assert.True(row[1] == 300 && row[^1] > 15_000, "The columns have between 300 and more than 15,000 values.");
        Assert.InRange(Math.Sqrt(row.Chunk(2).Average(pair => Math.Pow((pair[0] - pair[1]) / (double)pair[1], 2))), 0, StandardError);
    }

    [Theory]
    [InlineData("SELECT approx_percentile(x, 0.5) FROM (VALUES 1, 1000) AS t(x)", "[[1000]]")]
    [InlineData("SELECT approx_percentile(id * id, 0.9), approx_percentile(id * id, ARRAY[0.0, 1.0]) FROM sales", "[[2025,[0,2401]]]")]
    [InlineData("SELECT approx_percentile(x, ARRAY[0.0, 1.0]), typeof(approx_percentile(x, ARRAY[0.5])) FROM (VALUES 1.50, 10.25) AS t(x)", """[[[1.5,10.25],"array(real)"]]""")]
    [InlineData("SELECT count(*) FROM (SELECT approx_percentile(price, 0.37) AS p FROM sales) AS t JOIN sales ON CAST(price AS real) = p", "[[1]]")]
    public async Task Percentile_is_one_of_the_values(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT INTERVAL '14' MONTH AS a, INTERVAL '-3' MONTH, INTERVAL '2' YEAR * 2, -INTERVAL '1-2' YEAR TO MONTH", "INTERVAL YEAR TO MONTH", """[["1-2","-0-3","4-0","-1-2"]]""")]
    [InlineData("WITH x AS (SELECT INTERVAL '1' YEAR + INTERVAL '1' MONTH AS m) SELECT max(m) FROM x", "INTERVAL YEAR TO MONTH", """[["1-1"]]""")]
    [InlineData("SELECT ARRAY[x] FROM (VALUES INTERVAL '0' MONTH) AS t(x)", "array(INTERVAL YEAR TO MONTH)", """[[["0-0"]]]""")]
    [InlineData("EXECUTE IMMEDIATE 'SELECT ?' USING INTERVAL '1-2' YEAR TO MONTH", "INTERVAL YEAR TO MONTH", """[["1-2"]]""")]
    [InlineData("SELECT INTERVAL '36' HOUR", "INTERVAL DAY TO SECOND", """[["1 12:00:00.000"]]""")]
    public async Task Interval_has_the_kind_of_its_units(string sql, string type, string rows)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal((type, rows), (answer.Columns[0]!["type"]!.GetValue<string>(), answer.Data));
    }

    // Columns that are not known are before the one without a type.
    [Fact]
    public async Task Column_whose_place_is_not_known_gives_its_type_to_no_other()
    {
        var answer = await mesh.Session().RunAsync("SELECT j.* FROM (SELECT t.*, NULL AS m FROM information_schema.tables t) j JOIN (SELECT 'x' AS table_name) k USING (table_name)");

        Assert.Equal("varchar", answer.Columns[0]!["type"]!.GetValue<string>());
    }
}

using MeshStarter.Platform.Sql.Dialect;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Values and refusals of single functions and casts that the engine has otherwise, with the answers of Trino. <see cref="DialectValuesTests"/> has what holds for all.</summary>
[Collection(DialectCollection.Name)]
public sealed class TrinoValuesTests(DialectFixture mesh)
{
    [Theory]
    [InlineData("SELECT max_by(x, y), min_by(x, -y) FROM (VALUES (1, 1), (NULL, 2)) AS t(x, y)", "[[null,null]]")]
    [InlineData("SELECT max_by(x, y, 2), max_by(x, y) FILTER (WHERE y < 2) FROM (VALUES (1, 1), (NULL, 2)) AS t(x, y)", "[[[null,1],1]]")]
    [InlineData("SELECT max_by(x, y) OVER () FROM (VALUES (1, 1), (NULL, 2)) AS t(x, y) LIMIT 1", "[[null]]")]
    [InlineData("SELECT max_by(x, y), min_by(x, y) FROM (VALUES (1, 1), (3, NULL)) AS t(x, y)", "[[1,1]]")]
    public async Task Row_with_the_greatest_counts_also_where_its_value_is_null(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT CAST(1.005e0 AS decimal(10,2)), CAST(0.285e0 AS decimal(10,2)), CAST(0.145e0 AS decimal(5,2)), CAST(REAL '1.1' AS decimal(20,10))", """[["1.01","0.29","0.15","1.1000000000"]]""")]
    [InlineData("SELECT CAST(x AS decimal(10,2)), TRY_CAST(nan() AS decimal(10,2)) FROM (VALUES 1.005e0) AS t(x)", """[["1.01",null]]""")]
    [InlineData("""SELECT CAST(json_extract('{"q":2.5}', '$.q') AS integer), CAST(json_extract('{"q":9007199254740993}', '$.q') AS bigint)""", "[[3,9007199254740993]]")]
    public async Task Cast_of_a_double_rounds_the_digits_of_its_text(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT format('%.2f', DECIMAL '1.005'), format('%.1f', 4.35), format('%.1f', 0.25e0), format('%.0f', 2.5e0)", """[["1.01","4.4","0.3","3"]]""")]
    [InlineData("SELECT format('%.2f', DECIMAL '12345678901234567.89'), format('%.1f', 1e30), format('%.2f', nan())", """[["12345678901234567.89","1000000000000000000000000000000.0","NaN"]]""")]
    [InlineData("SELECT format('%,.2f|%+.1f|%08.2f|%-7.1f|%7.1f|', 1234567.891e0, 2.25e0, -3.14159e0, 1.25e0, 1.25e0)", """[["1,234,567.89|+2.3|-0003.14|1.3    |    1.3|"]]""")]
    [InlineData("SELECT format('%s %d|%3d|', NULL, CAST(NULL AS integer), x), format('%s', y) FROM (VALUES (7, CAST(NULL AS varchar))) AS t(x, y)", """[["null null|  7|","null"]]""")]
    [InlineData("SELECT format('%.1f', x), count(*) FROM (VALUES 1.25e0, 1.26e0) AS t(x) GROUP BY format('%.1f', x)", """[["1.3",2]]""")]
    [InlineData("SELECT format('%s|%s|%s|%s', 1e10, nan(), 0.5e0, DECIMAL '0.25')", """[["1.0E10|NaN|0.5|0.25"]]""")]
    public async Task Format_writes_the_texts_of_Java(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT TRY_CAST(x AS date) FROM (VALUES '2024/01/02', '2024 01 02', '2024-01-02abc', '2024-01-02 10:00:00', 'epoch', 'infinity') AS t(x)", "[[null],[null],[null],[null],[null],[null]]")]
    [InlineData("SELECT TRY_CAST(x AS timestamp) FROM (VALUES '2024/01/02', '2024-01-02abc', 'epoch', '2024-01-02 03:04:05+02:00') AS t(x)", "[[null],[null],[null],[null]]")]
    [InlineData("SELECT TRY_CAST('2024/01/02' AS date), TRY_CAST('2024-01-02 03:04:05+02:00' AS timestamp), TRY_CAST('epoch' AS timestamp)", "[[null,null,null]]")]
    [InlineData("SELECT CAST(x AS date), CAST(y AS timestamp), date(x), from_iso8601_date(x) FROM (VALUES ('2024-1-2', '2024-01-02T03:04:05')) AS t(x, y)", """[["2024-01-02","2024-01-02 03:04:05.000","2024-01-02","2024-01-02"]]""")]
    public async Task Text_in_another_form_is_no_date(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT CAST(x AS date) FROM (VALUES '2024/01/02') AS t(x)")]
    [InlineData("SELECT CAST('2024/01/02' AS date)")]
    [InlineData("SELECT CAST('2024-01-02 03:04:05+02:00' AS timestamp)")]
    [InlineData("SELECT date(x) FROM (VALUES '2024-01-02 10:00:00') AS t(x)")]
    public async Task Cast_of_text_in_another_form_fails(string sql) => Assert.Equal("INVALID_CAST_ARGUMENT", (await mesh.Session().RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("SELECT round(CAST(10 AS decimal(10,2)), 1) / 3, CAST(round(DECIMAL '2.345', 2) AS varchar)", """[["3.33","2.350"]]""")]
    [InlineData("SELECT round(x, 1), truncate(x, 1) FROM (VALUES 9.99) AS t(x)", """[["10.00","9.90"]]""")]
    [InlineData("SELECT truncate(r.a, 1), round(NULL, 2), truncate(NULL, 2) FROM (SELECT CAST(ROW(9.99) AS ROW(a decimal(3,2))) AS r) AS q", """[["9.90",null,null]]""")]
    public async Task Rounded_decimal_keeps_its_scale(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("array_union(ARRAY[1], {0})", "array(integer)")]
    [InlineData("array_union({0}, ARRAY[1])", "array(integer)")]
    [InlineData("array_except(ARRAY[1], {0})", "array(integer)")]
    [InlineData("array_except({0}, ARRAY[1])", "array(integer)")]
    [InlineData("array_intersect(ARRAY[1], {0})", "array(integer)")]
    [InlineData("array_intersect({0}, ARRAY[1])", "array(integer)")]
    [InlineData("zip(ARRAY[1], {0})", "array(integer)")]
    [InlineData("zip({0}, ARRAY[1])", "array(integer)")]
    [InlineData("zip_with(ARRAY[1], {0}, (x, y) -> x)", "array(integer)")]
    [InlineData("zip_with({0}, ARRAY[1], (x, y) -> y)", "array(integer)")]
    [InlineData("map_concat(MAP(ARRAY[1], ARRAY[2]), {0})", "map(integer, integer)")]
    [InlineData("map_concat({0}, MAP(ARRAY[1], ARRAY[2]))", "map(integer, integer)")]
    [InlineData("map_zip_with(MAP(ARRAY[1], ARRAY[2]), {0}, (k, a, b) -> a)", "map(integer, integer)")]
    [InlineData("map_zip_with({0}, MAP(ARRAY[1], ARRAY[2]), (k, a, b) -> b)", "map(integer, integer)")]
    [InlineData("contains_sequence({0}, ARRAY[1])", "array(integer)")]
    [InlineData("contains_sequence(ARRAY[1], {0})", "array(integer)")]
    [InlineData("width_bucket({0}, ARRAY[1, 4, 8])", "integer")]
    [InlineData("human_readable_seconds({0})", "integer")]
    [InlineData("bitwise_right_shift({0}, 1)", "integer")]
    [InlineData("bitwise_right_shift(NULL, 1)", "")]
    [InlineData("bitwise_right_shift(1, {0})", "integer")]
    [InlineData("strpos({0}, 'a', 2)", "varchar")]
    [InlineData("strpos('a', {0}, 2)", "varchar")]
    [InlineData("strpos('a', 'a', {0})", "integer")]
    [InlineData("split({0}, ',', 2)", "varchar")]
    [InlineData("split('a', {0}, 2)", "varchar")]
    [InlineData("split('a', {0})", "varchar")]
    [InlineData("url_extract_protocol({0})", "varchar")]
    public async Task Null_argument_makes_a_null(string call, string type)
    {
        var value = call.Replace("{0}", $"CAST(NULL AS {type})", StringComparison.Ordinal);

        Assert.Equal("[[true]]", await mesh.RowsAsync($"SELECT {value} IS NULL"));
    }

    [Theory]
    [InlineData("SELECT abs(x) AS x FROM (VALUES -3, 1, 2) AS t(x) ORDER BY x * 1", "[[1],[2],[3]]")]
    [InlineData("SELECT id % 3 AS id, sum(qty) AS total FROM sales WHERE id < 3 GROUP BY id % 3 ORDER BY -id", null)]
    public async Task Name_within_an_order_means_the_result(string sql, string? rows)
    {
        var answer = await mesh.RowsAsync(sql);

        Assert.Equal(rows ?? await mesh.RowsAsync($"SELECT * FROM ({sql[..sql.IndexOf(" ORDER", StringComparison.Ordinal)]}) AS q ORDER BY -id"), answer);
    }

    [Theory]
    [InlineData("SELECT CAST(99.99999999999999e0 AS varchar), CAST(1.2e-4 AS varchar), CAST(1e300 AS varchar)", """[["9.999999999999999E1","1.2E-4","1.0E300"]]""")]
    [InlineData("SELECT CAST(x AS varchar), CAST(DECIMAL '0.5' * DECIMAL '0.5' AS varchar), array_join(ARRAY[x], ',') FROM (VALUES CAST(0.25 AS decimal(4,4))) AS t(x)", """[["0.2500","0.25","0.2500"]]""")]
    public async Task Number_has_the_text_of_Java(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT url_extract_parameter('http://x/?q=hello+world', 'q'), url_extract_host('http://a b/'), url_extract_protocol('http://a|b/'), url_encode('~a* ')", """[["hello world",null,null,"%7Ea*+"]]""")]
    [InlineData("SELECT levenshtein_distance('José', 'Jose'), levenshtein_distance('müller', 'muller'), hamming_distance('aä', 'äa'), levenshtein_distance('kitten', 'sitting')", "[[1,1,2,3]]")]
    [InlineData("SELECT url_extract_port('http://me:12@host/a'), url_extract_port('http://me:12@[::1]:80/a'), url_extract_host('http://me:12@[::1]:80/a'), url_extract_host('http://me:12@host')", """[[null,80,"[::1]","host"]]""")]
    [InlineData("SELECT from_utf8(x) FROM (VALUES X'61C328', X'6162', NULL) AS t(x)", "[[\"a\uFFFD(\"],[\"ab\"],[null]]")]
    [InlineData("SELECT from_utf8(x), from_utf8(max(x)), from_utf8(max(max(x)) OVER ()) FROM (VALUES X'61', X'FF') AS t(x) GROUP BY x ORDER BY 1", "[[\"a\",\"a\",\"\uFFFD\"],[\"\uFFFD\",\"\uFFFD\",\"\uFFFD\"]]")]
    [InlineData("SELECT from_utf8((SELECT X'61')), from_utf8(ARRAY[X'62'][1]), length(from_utf8(md5(X'61'))) > 0, transform(ARRAY[X'63'], b -> from_utf8(b))", "[[\"a\",\"b\",true,[\"c\"]]]")]
    [InlineData("SELECT slice(CAST(NULL AS array(integer)), 1, -1), slice(ARRAY[1], NULL, -1), trim_array(CAST(NULL AS array(integer)), -1)", "[[null,null,null]]")]
    [InlineData("SELECT strpos('abcbc', 'bc', -1), strpos('abc', 'x', -1)", "[[4,0]]")]
    [InlineData("SELECT strpos('abc', '', 2), strpos('', '', 1), strpos('abc', '', -1), strpos('', 'a', 1), strpos(CAST(NULL AS varchar), '', 1)", "[[1,1,1,0,null]]")]
    [InlineData("SELECT split_part(x, d, 1), regexp_split(x, d), split_part('a,b', NULL, 1), regexp_split(x, ',') FROM (VALUES ('a,b', CAST(NULL AS varchar))) AS t(x, d)", """[[null,null,null,["a","b"]]]""")]
    [InlineData("SELECT length(reverse(x)), to_hex(to_utf8(reverse(lpad(x, 3, ' ')))), to_hex(to_utf8(reverse(split(x, ',')[1]))) FROM (VALUES 'e' || chr(769) || 'a') AS t(x)", """[[3,"61CC8165","61CC8165"]]""")]
    [InlineData("SELECT split_to_map('a=1,b=2,', ',', '='), split_to_map('', ',', '='), split_to_multimap('a=1,a=2', ',', '=')", """[[{"a":"1","b":"2"},{},{"a":["1","2"]}]]""")]
    [InlineData("SELECT date_parse('01:30:00', '%H:%i:%s'), date_parse('05-17', '%m-%d'), date_parse('69', '%y'), date_parse('70', '%y')", """[["1970-01-01 01:30:00.000000","2000-05-17 00:00:00.000000","2069-01-01 00:00:00.000000","1970-01-01 00:00:00.000000"]]""")]
    [InlineData("SELECT url_extract_port(x) FROM (VALUES 'http://h:99999999999/', 'http://h:2147483648/', 'http://h:70000/', 'http://h/', NULL) AS t(x)", "[[null],[null],[70000],[null],[null]]")]
    [InlineData("SELECT hamming_distance(a, b), luhn_check(a) FROM (VALUES ('', ''), ('1', '0'), (NULL, ''), ('', NULL)) AS t(a, b)", "[[0,false],[1,false],[null,null],[null,false]]")]
    [InlineData("SELECT TRY(from_hex(x)), from_hex('6162') FROM (VALUES 'abc', 'xy', 'ab', NULL) AS t(x)", """[[null,"YWI="],[null,"YWI="],["qw==","YWI="],[null,"YWI="]]""")]
    public async Task Function_of_text_has_the_value_of_Trino(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT CAST(CAST(ROW('x', 'y') AS ROW(city varchar, zip varchar)) AS ROW(city varchar, postcode varchar))", """[[["x","y"]]]""")]
    [InlineData("SELECT CAST(r AS ROW(b varchar, a varchar)) FROM (SELECT CAST(ROW('x', 'y') AS ROW(a varchar, b varchar)) AS r) AS q", """[[["x","y"]]]""")]
    [InlineData("SELECT CAST(ARRAY[CAST(ROW('x', 'y') AS ROW(city varchar, zip varchar))] AS array(ROW(a varchar, b varchar)))", """[[[["x","y"]]]]""")]
    [InlineData("SELECT CAST(CAST(NULL AS ROW(a varchar)) AS ROW(b varchar)), CAST(CAST(ROW(ROW(1)) AS ROW(a ROW(b integer))) AS ROW(x ROW(y bigint)))", "[[null,[[1]]]]")]
    [InlineData("SELECT CAST(CAST(ROW(x) AS ROW(a integer)) AS ROW(b integer)), count(*) FROM (VALUES 1, 1) AS t(x) GROUP BY CAST(CAST(ROW(x) AS ROW(a integer)) AS ROW(b integer))", "[[[1],2]]")]
    public async Task Row_is_cast_by_the_places_of_its_fields(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x * 0.5e0, s -> s)", "NOT_SUPPORTED", "0e0")]
    [InlineData("SELECT reduce(ARRAY['a', 'bb'], 0, (s, x) -> s + length(x) * 0.5e0, s -> s)", "NOT_SUPPORTED", "0e0")]
    [InlineData("SELECT reduce(ARRAY[1.5, 2.5], DECIMAL '0.0', (s, x) -> s + x * 0.25, s -> s)", "NOT_SUPPORTED", "as many digits")]
    [InlineData("SELECT parse_datetime('01/01/50', 'dd/MM/yy')", "NOT_SUPPORTED", "yyyy")]
    [InlineData("SELECT format('%g', 1.5e0)", "NOT_SUPPORTED", "%f or %e")]
    [InlineData("SELECT format(status, 1) FROM sales", "NOT_SUPPORTED", "a text in the query")]
    [InlineData("SELECT split_to_map('a=1,b', ',', '=')", "INVALID_FUNCTION_ARGUMENT", "exactly once")]
    [InlineData("SELECT slice(ARRAY[1], 1, -1)", "INVALID_FUNCTION_ARGUMENT", "length must be")]
    [InlineData("SELECT split_to_multimap('a=b=c', ',', '=')", "INVALID_FUNCTION_ARGUMENT", "exactly once")]
    [InlineData("SELECT element_at(tags, qty - 3) FROM sales WHERE id = 1", "INVALID_FUNCTION_ARGUMENT", "SQL array indices start at 1")]
    [InlineData("SELECT regexp_like(status, '[a-z&&[^aeiou]]') FROM sales", "NOT_SUPPORTED", "[b-df-hj-np-tv-z]")]
    [InlineData("SELECT regexp_extract(status, '[a-c[x-z]]') FROM sales", "NOT_SUPPORTED", "no class within it")]
    [InlineData("SELECT regexp_replace(status, '[a-c&&b]') FROM sales", "NOT_SUPPORTED", "no && and")]
    [InlineData("SELECT regexp_replace(note, '(note)?\\s*', '-') FROM sales", "NOT_SUPPORTED", "+ in place of *")]
    [InlineData("SELECT regexp_replace(note, 'o', x -> x[1]) FROM sales", "NOT_SUPPORTED", "write groups as $1")]
    [InlineData("SELECT regexp_split(note, 'x*') FROM sales", "NOT_SUPPORTED", "+ in place of *")]
    [InlineData("SELECT regexp_replace(note, '(n)', '$2') FROM sales", "INVALID_FUNCTION_ARGUMENT", "unknown group")]
    [InlineData("SELECT CAST(id * 1000 AS varchar(2)) FROM sales", "INVALID_CAST_ARGUMENT", "write a longer one, or varchar")]
    [InlineData("SELECT CAST(JSON '{\"a\": 1}' AS varchar)", "INVALID_CAST_ARGUMENT", "json_format")]
    [InlineData("SELECT CAST(note AS boolean) FROM sales", "INVALID_CAST_ARGUMENT", "")]
    [InlineData("SELECT soundex(x) FROM (VALUES 'Ñandú') AS t(x)", "INVALID_FUNCTION_ARGUMENT", "strip_accents")]
    [InlineData("SELECT skewness(id) OVER () FROM sales", "NOT_SUPPORTED", "in a subquery with GROUP BY")]
    [InlineData("SELECT histogram(DISTINCT status) FROM sales", "NOT_SUPPORTED", "a subquery with SELECT DISTINCT")]
    [InlineData("SELECT map_union(MAP(ARRAY[status], ARRAY[id])) OVER () FROM sales", "NOT_SUPPORTED", "in a subquery with GROUP BY")]
    [InlineData("SELECT approx_percentile(id, id) FROM sales", "NOT_SUPPORTED", "approx_percentile(x, 0.5)")]
    [InlineData("SELECT random(0)", "INVALID_FUNCTION_ARGUMENT", "bound must be positive")]
    [InlineData("SELECT random(5, 1)", "INVALID_FUNCTION_ARGUMENT", "less than stop value")]
    [InlineData("SELECT from_base('10', 40)", "INVALID_FUNCTION_ARGUMENT", "between 2 and 36")]
    [InlineData("SELECT to_base(-1, 0)", "INVALID_FUNCTION_ARGUMENT", "between 2 and 36")]
    [InlineData("SELECT from_base('-8000000000000001', 16)", "INVALID_FUNCTION_ARGUMENT", "Not a valid base number")]
    [InlineData("SELECT from_base('zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz', 36)", "INVALID_FUNCTION_ARGUMENT", "Not a valid base number")]
    [InlineData("SELECT from_hex(x) FROM (VALUES 'abc') AS t(x)", "INVALID_FUNCTION_ARGUMENT", "two digits for each byte")]
    [InlineData("SELECT width_bucket(nan(), ARRAY[1, 2])", "INVALID_FUNCTION_ARGUMENT", "NaN")]
    [InlineData("SELECT width_bucket(nan(), 0, 10, 5)", "INVALID_FUNCTION_ARGUMENT", "NaN")]
    [InlineData("SELECT width_bucket(1, 0, infinity(), 5)", "INVALID_FUNCTION_ARGUMENT", "finite")]
    [InlineData("SELECT repeat('a', -1)", "INVALID_FUNCTION_ARGUMENT", "greater than or equal to 0")]
    [InlineData("SELECT bit_count(300, 8)", "INVALID_FUNCTION_ARGUMENT", "representable")]
    [InlineData("SELECT bit_count(7, 65)", "INVALID_FUNCTION_ARGUMENT", "between 2 and 64")]
    public async Task Value_that_would_be_another_is_refused(string sql, string error, string hint)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal(error, answer.ErrorName);
        Assert.Contains(hint, answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT arbitrary(x), arbitrary(x) FILTER (WHERE x > 1) FROM (VALUES NULL, 1, 2) AS t(x)", "[[1,2]]")]
    [InlineData("SELECT arbitrary(x) OVER () FROM (VALUES NULL, 1) AS t(x) LIMIT 1", "[[1]]")]
    [InlineData("SELECT map_agg(x, y), map_agg(x, y) FILTER (WHERE y > 1), multimap_agg(x, y), array_histogram(ARRAY['a', NULL, 'a']) FROM (VALUES (NULL, 1), (1, 2)) AS t(x, y)", """[[{"1":2},{"1":2},{"1":[2]},{"a":2}]]""")]
    [InlineData("SELECT map_agg(x, y) OVER (), map_agg(y, x) FILTER (WHERE x < 0) OVER () FROM (VALUES (NULL, 1), (1, 2)) AS t(x, y) LIMIT 1", """[[{"1":2},null]]""")]
    public async Task Null_alongside_values_is_left_out(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT human_readable_seconds(x) FROM (VALUES 90e0, 3599e0, 96.7e0, 59.6e0, -60e0, 0.4e0) AS t(x)", """[["1 minute, 30 seconds"],["59 minutes, 59 seconds"],["1 minute, 37 seconds"],["1 minute"],["1 minute"],["0 seconds"]]""")]
    [InlineData("SELECT to_base(x, 40), from_base(s, 40), from_base('', r), width_bucket(y, 0, infinity(), 5), width_bucket(nan(), 0, 10, r) FROM (VALUES (CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS double), CAST(NULL AS bigint))) AS t(x, s, y, r)", "[[null,null,null,null,null]]")]
    [InlineData("SELECT width_bucket(29e0, 0e0, 100e0, 100), width_bucket(2, 10, 0, 5), width_bucket(0, 10, 0, 5), width_bucket(10, 10, 0, 5), width_bucket(-1, 10, 0, 5), width_bucket(0, 0, 1, CAST(NULL AS integer))", "[[30,4,5,0,6,null]]")]
    [InlineData("SELECT bitwise_right_shift_arithmetic(-8, 70), bitwise_left_shift(-1, 2), bitwise_left_shift(1, 31), bitwise_left_shift(BIGINT '3', 63), bitwise_left_shift(1, 64)", "[[-1,-4,-2147483648,-9223372036854775808,0]]")]
    [InlineData("SELECT from_big_endian_64(to_big_endian_64(-1)), from_base('-ff', 16), from_base('+7', 8), to_base(-255, 16), TRY(from_base('-', 16)), TRY(from_big_endian_64(X'01'))", """[[-1,-255,7,"-ff",null,null]]""")]
    [InlineData("SELECT log(10, 0), log(x, -1), log(x, 8), log(1, x) FROM (VALUES 2) AS t(x)", """[["-Infinity","NaN",3.0,"Infinity"]]""")]
    [InlineData("SELECT to_base(x, 16), to_base(x, 36), from_base(to_base(x, 36), 36) FROM (VALUES -9223372036854775807 - 1, -1, 0, 35, -36, 9223372036854775807, NULL) AS t(x)", """[["-8000000000000000","-1y2p0ij32e8e8",-9223372036854775808],["-1","-1",-1],["0","0",0],["23","z",35],["-24","-10",-36],["7fffffffffffffff","1y2p0ij32e8e7",9223372036854775807],[null,null,null]]""")]
    [InlineData("SELECT bit_count(a, b) FROM (VALUES (-1, 2), (-128, 8), (127, 8), (-7, 64), (-4, 3), (NULL, 99), (3, NULL)) AS t(a, b)", "[[2],[1],[7],[62],[1],[null],[null]]")]
    [InlineData("SELECT random(1), random(2, 3), random(1, n), TRY(random(0)), TRY(bit_count(300, 8)) FROM (VALUES CAST(NULL AS integer)) AS t(n)", "[[0,2,null,null,null]]")]
    public async Task Number_at_an_edge_has_the_value_of_Trino(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT slice(ARRAY[1, 2, 3], -5, 3), slice(ARRAY[1, 2, 3], -2, 5), slice(ARRAY[1, 2], 1, 0), trim_array(ARRAY[1, 2], 2), array_join(ARRAY[1], NULL), array_join(ARRAY[1], ',', NULL)", "[[[],[2,3],[],[],null,null]]")]
    [InlineData("SELECT TRY(slice(ARRAY[1], 1, -1)), TRY(trim_array(ARRAY[1], 2)), TRY(trim_array(ARRAY[1], -1))", "[[null,null,null]]")]
    [InlineData("SELECT TRY(sequence(a, b, INTERVAL '1' DAY)), TRY(sequence(a, b, INTERVAL '0' DAY)), TRY(sequence(a, b, INTERVAL '1' MONTH)), TRY(sequence(a, b, INTERVAL '0' MONTH)) FROM (VALUES (DATE '2024-01-03', DATE '2024-01-01')) AS t(a, b)", "[[null,null,null,null]]")]
    [InlineData("SELECT repeat(x, n), TRY(repeat(x, n - 3)) FROM (VALUES ('a', 2), (NULL, 3), ('b', NULL)) AS t(x, n)", """[[["a","a"],null],[[null,null,null],[]],[null,null]]""")]
    public async Task Part_of_an_array_has_the_bounds_of_Trino(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT element_at(tags, qty - 4), element_at(tags, qty + 6), element_at(tags, qty - 2), TRY(element_at(tags, qty - 3)), element_at(CAST(NULL AS array(integer)), qty - 3) FROM sales WHERE id = 1", """[["y",null,"x",null,null]]""")]
    [InlineData("SELECT element_at(m, 0) FROM (VALUES MAP(ARRAY[1], ARRAY['a'])) AS t(m)", "[[null]]")]
    public async Task Element_is_one_from_either_end(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT ceil(greatest(0, price)), floor(greatest(0, weight)), greatest(0, price) / 3, CAST(greatest(0, weight) AS integer) FROM sales WHERE id = 5", """[["2",2.0,"0.62",3]]""")]
    [InlineData("SELECT CAST(coalesce(qty, 0.5e0) AS varchar), CAST(coalesce(NULL, 0.5e0) AS varchar), CAST(if(flag, 1, 0.5e0) AS varchar) FROM sales WHERE id = 1", """[["3.0E0","5.0E-1","5.0E-1"]]""")]
    [InlineData("SELECT CAST(greatest(1, 1.005e0) AS decimal(10,2)), CAST(least(2, 1.005e0) AS decimal(10,2))", """[["1.01","1.01"]]""")]
    [InlineData("SELECT coalesce(NULL, qty) / 2.5, coalesce(NULL, qty) / 2, greatest(qty, id) / 2, least(3, price) / 2, nullif(qty, 1.5) / 2 FROM sales WHERE id = 5", """[["1.6",2,2,"0.93",2]]""")]
    [InlineData("SELECT coalesce(qty, price) / 2, coalesce(qty, weight) / 2, round(coalesce(qty, price), 1), ceil(coalesce(qty, price)) FROM sales WHERE id = 5", """[["2.00",2.0,"4.00","4"]]""")]
    [InlineData("SELECT avg(greatest(0, price)), sum(greatest(0, price)), avg(coalesce(qty, 0)) FROM sales", """[["4.67","233.25",4.86]]""")]
    [InlineData("SELECT typeof(CASE WHEN true THEN x ELSE 1 END), typeof(CASE x WHEN 1 THEN x ELSE -1 END), typeof(if(true, x, 1)), typeof(CASE x WHEN 1 THEN y WHEN 2 THEN 1 END) FROM (VALUES (SMALLINT '1', TINYINT '2')) AS t(x, y)", """[["integer","integer","integer","integer"]]""")]
    [InlineData("SELECT typeof(CASE WHEN true THEN x END), typeof(if(x = 1, x, y)), if(x = 2, x, 70000) FROM (VALUES (SMALLINT '1', TINYINT '2')) AS t(x, y)", """[["smallint","smallint",70000]]""")]
    public async Task One_of_several_values_has_the_type_of_all(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT json_value('[\"a\"]', 'lax $[last - 2]'), json_value('[\"a\",\"b\"]', 'lax $[last - 1]'), json_value('[\"a\",\"b\"]', 'lax $[2]')", """[[null,"a",null]]""")]
    [InlineData("SELECT json_query('[1,2,3]', 'lax $[last - 4 to last]' WITH WRAPPER), json_query('[1,2,3]', 'lax $[last - 5 to 0]' WITH WRAPPER), json_query('[1,2,3]', 'lax $[last - 5 to last - 4]' WITH WRAPPER)", """[["[1,2,3]","[1]",null]]""")]
    [InlineData("SELECT json_query('[1,2,3]', 'strict $[last - 4 to last]' WITH WRAPPER), json_query('[1,2,3]', 'strict $[last - 2 to last]' WITH WRAPPER)", """[[null,"[1,2,3]"]]""")]
    public async Task Path_finds_nothing_outside_of_an_array(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("last - 4 to last")]
    [InlineData("last - 4")]
    [InlineData("2 to 1")]
    [InlineData("1 to 3")]
    [InlineData("2 to last - 5")]
    public async Task Strict_path_fails_outside_of_an_array(string places) =>
        Assert.Equal("PATH_EVALUATION_ERROR", (await mesh.Session().RunAsync($"SELECT json_query('[1,2,3]', 'strict $[{places}]' WITH WRAPPER ERROR ON ERROR)")).ErrorName);

    [Theory]
    [InlineData("SELECT date_diff('millisecond', TIMESTAMP '2024-01-01 00:00:00.000900', TIMESTAMP '2024-01-01 00:00:00.001100'), date_diff('millisecond', TIMESTAMP '1960-01-01 00:00:00.000900', TIMESTAMP '1960-01-01 00:00:00.001100')", "[[1,1]]")]
    [InlineData("SELECT date_diff('second', a, b), date_diff('day', a, b), date_diff('month', a, c) FROM (VALUES (TIMESTAMP '2024-01-01 00:00:00.000900', TIMESTAMP '2024-01-02 00:00:00.000100', TIMESTAMP '2024-02-01 00:00:00.000100')) AS t(a, b, c)", "[[86400,1,1]]")]
    [InlineData("SELECT date_diff('millisecond', TIMESTAMP '2024-01-01 00:00:00.000900 UTC', TIMESTAMP '2024-01-01 00:00:00.001100 UTC'), date_diff('millisecond', TIMESTAMP '1960-01-01 00:00:00.000900 UTC', TIMESTAMP '1960-01-01 00:00:00.001100 UTC'), date_diff('second', TIME '10:00:00', TIME '10:00:01')", "[[1,1,1]]")]
    public async Task Difference_counts_from_whole_milliseconds(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT format_number(999.7e0), format_number(1.5), format_number(0.5e0), format_number(-1.5e0), format_number(nan()), format_number(infinity()), format_number(NULL)", """[["999","1","0","-1","0","9223Q",null]]""")]
    [InlineData("SELECT format_number(-123456), format_number(-1000), format_number(-10250), format_number(-100500), format_number(-9223372036854775807)", """[["-123.46K","-1K","-10.25K","-100.5K","-9223.37Q"]]""")]
    [InlineData("SELECT format_number(10250), format_number(100500), format_number(1125), format_number(1135), format_number(1015), format_number(9995), format_number(12350), format_number(99950), format_number(999500)", """[["10.3K","101K","1.13K","1.14K","1.01K","9.99K","12.3K","100K","1000K"]]""")]
    [InlineData("SELECT format_number(1234567890123456), format_number(1e18), format_number(999999999999999), format_number(1000000000000), format_number(DECIMAL '12345678901234567890.5')", """[["1.23Q","1000Q","1000T","1T","9223Q"]]""")]
    public async Task Number_of_few_digits_is_rounded_half_up(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT regexp_like('12' || x, '^\\d+$'), regexp_like('12' || x, '(a|\\d$)'), regexp_like('a' || x, '(?m)a$'), regexp_like('a' || x, '$') FROM (VALUES chr(10)) AS t(x)", "[[true,true,true,true]]")]
    [InlineData("SELECT regexp_like('12' || x || '3', '^\\d+$'), regexp_like('12' || x || x, '^\\d+$'), regexp_like('12' || x, '\\d\\$'), regexp_like('12' || x, '[$]'), regexp_like('a' || x, 'a\\z') FROM (VALUES chr(10)) AS t(x)", "[[false,false,false,false,false]]")]
    [InlineData("SELECT regexp_like('a' || x || 'b', '(?m)a$'), regexp_like('12$', '\\d\\$'), regexp_like('a', '[[:alpha:]]'), regexp_like('[', '[\\[]'), regexp_like('&', '[&]') FROM (VALUES chr(10)) AS t(x)", "[[true,true,true,true,true]]")]
    [InlineData("SELECT regexp_like('é', '\\u00e9'), regexp_like('é', '[\\u00e8-\\u00ea]'), regexp_replace('aé', '\\u00E9', '-'), regexp_extract('a(b', '([[:alpha:](]+)(b)', 2)", """[[true,true,"a-","b"]]""")]
    [InlineData("SELECT regexp_like('a$b', 'a\\Q$\\Eb$'), regexp_like('[[', '^\\Q[[\\E$'), regexp_like('a[[$', '[a-z]\\Q[[$'), regexp_extract('(a)b', '\\Q(a)\\E(b)', 1)", """[[true,true,true,"b"]]""")]
    [InlineData("SELECT regexp_like('(mobile)' || x, '\\(?mobile\\)?$'), regexp_like('a' || x || 'b', '(?im)A$'), regexp_like('a' || x, '(?-m)a$'), regexp_like('(?m' || x, '[(?m]$') FROM (VALUES chr(10)) AS t(x)", "[[true,true,true,true]]")]
    public async Task Pattern_matches_what_Java_does(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT to_unixtime(from_unixtime(x)), to_unixtime(from_unixtime(-x)), to_unixtime(from_unixtime(1.9994)), to_unixtime(from_unixtime(-0.0005)), to_unixtime(from_unixtime(x, 'Asia/Tokyo')) FROM (VALUES 1.9996e0) AS t(x)", "[[2.0,-2.0,1.999,0.0,2.0]]")]
    [InlineData("SELECT CAST(from_unixtime(1.9996) AS varchar), from_unixtime(253402300799)", """[["1970-01-01 00:00:02.000 UTC","9999-12-31 23:59:59.000000 UTC"]]""")]
    [InlineData("SELECT to_unixtime(date_parse(x, '%Y-%m-%d %H:%i:%s.%f')), to_unixtime(parse_datetime(x, 'yyyy-MM-dd HH:mm:ss.SSSSSS')), to_unixtime(from_iso8601_timestamp(replace(x, ' ', 'T') || 'Z')), to_unixtime(from_iso8601_timestamp('2024-01-01T00:00:00.123999Z')) FROM (VALUES '2024-01-01 00:00:00.123999') AS t(x)", "[[1704067200.123,1704067200.123,1704067200.123,1704067200.123]]")]
    public async Task Time_of_a_number_or_text_has_milliseconds(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT i, CAST(i AS varchar), to_milliseconds(i), second(i), millisecond(i) FROM (VALUES TIMESTAMP '2024-01-01 00:00:01.999999' - TIMESTAMP '2024-01-01 00:00:00.000000') AS t(i)", """[["0 00:00:02.000","0 00:00:02.000",2000,2,0]]""")]
    [InlineData("SELECT i, CAST(i AS varchar), to_milliseconds(i) FROM (VALUES TIMESTAMP '2024-01-01 00:00:00.000000' - TIMESTAMP '2024-01-01 00:00:00.001500') AS t(i)", """[["-0 00:00:00.001","-0 00:00:00.001",-1]]""")]
    [InlineData("SELECT day(i), hour(i), minute(i), second(i) FROM (VALUES INTERVAL '-50' HOUR - INTERVAL '90' SECOND) AS t(i)", "[[-2,-2,-1,-30]]")]
    public async Task Interval_is_rounded_to_milliseconds(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData("SELECT date_format(DATE '2024-01-31', '%Y-%D')", "%D")]
    [InlineData("SELECT date_parse('31st', '%D')", "%D")]
    [InlineData("SELECT format_datetime(placed_at, 'Z ''w'' w') FROM sales", "w")]
    [InlineData("SELECT parse_datetime('2026-01-05 10:00 +02:00', 'yyyy-MM-dd HH:mm Z')", "Z")]
    public async Task Refusal_of_a_format_names_its_part_and_no_function_that_is_refused(string sql, string part)
    {
        var message = (await mesh.Session().RunAsync(sql)).Message;

        Assert.Contains($" has the part {part}, which is not supported here. Write ", message, StringComparison.Ordinal);
        Assert.Equal([], TrinoFunctionsTests.CallsIn(message).Where(name => !TrinoFunctions.IsPermitted(name)));
    }

    [Theory]
    [InlineData("SELECT reduce(ARRAY[1, 2, 3], 0e0, (s, x) -> s + x * 0.5e0, s -> s)", "[[3.0]]")]
    [InlineData("SELECT reduce(tags, 0, (s, x) -> s + length(x), s -> s) FROM sales WHERE id IN (0, 1) ORDER BY id", "[[0],[2]]")]
    [InlineData("SELECT reduce(a, DECIMAL '0.00', (s, x) -> s + x.price * x.qty, s -> s) FROM (VALUES ARRAY[CAST(ROW(1234.50, 3) AS row(price decimal(18,2), qty integer))]) AS t(a)", "[[\"3703.50\"]]")]
    [InlineData("SELECT reduce(a, 0, (s, x) -> s + x.qty, s -> s * 2) FROM (VALUES ARRAY[CAST(ROW(3) AS row(qty integer)), CAST(ROW(4) AS row(qty integer))]) AS t(a)", "[[14]]")]
    public async Task Reduction_has_the_type_of_its_start(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Fact]
    public async Task Decimal_of_38_digits_takes_the_product_that_18_do_not_hold() =>
        Assert.Equal("[[\"304043.02763622795000\"]]", await mesh.RowsAsync("SELECT CAST(x AS decimal(38, 2)) * 5.432100 * 0.912345 FROM (VALUES CAST(61349.10 AS decimal(18, 2))) AS t(x)"));
}

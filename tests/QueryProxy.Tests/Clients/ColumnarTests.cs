using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.QueryProxy.Tests.Clients;

/// <summary>Answers in columns, Arrow's stream and Parquet's file, read with pyarrow.</summary>
[Collection(ClientCollection.Name)]
public sealed class ColumnarTests(ClientFixture mesh, PyarrowClient client, IcebirdClient hyparquet) : IClassFixture<PyarrowClient>, IClassFixture<IcebirdClient>
{
    private const string FailsMidway = "SELECT CASE WHEN range < 600000 THEN range ELSE CAST('not a number ' || CAST(range AS varchar) AS BIGINT) END AS x, md5(to_utf8(CAST(range AS varchar))) AS y FROM range(700000)";

    // A column's expression; its type and its value in Arrow; those in Parquet where they are others.
    private static readonly (string Sql, string Type, string Value, string? ParquetType, string? ParquetValue)[] Types =
    [
        ("true", "bool", "True", null, null),
        ("CAST(1 AS TINYINT)", "int8", "1", null, null),
        ("CAST(-2 AS SMALLINT)", "int16", "-2", null, null),
        ("CAST(3 AS INTEGER)", "int32", "3", null, null),
        ("CAST(9007199254740993 AS BIGINT)", "int64", "9007199254740993", null, null),
        ("sum(CASE WHEN range = 1 THEN 9007199254740993 END) OVER ()", "int64", "9007199254740993", null, null),
        ("CAST(1.50 AS DECIMAL(4,2))", "decimal128(4, 2)", "Decimal('1.50')", null, null),
        ("CAST(-12345678.91 AS DECIMAL(18,2))", "decimal128(18, 2)", "Decimal('-12345678.91')", null, null),
        ("CAST(12345678901234567890.1234 AS DECIMAL(38,4))", "decimal128(38, 4)", "Decimal('12345678901234567890.1234')", null, null),
        ("CAST(1.5 AS REAL)", "float", "1.5", null, null),
        ("CAST(-2.25 AS DOUBLE)", "double", "-2.25", null, null),
        ("'ä\"x'", "string", "'ä\"x'", null, null),
        ("X'AA00'", "binary", "b'\\xaa\\x00'", null, null),
        ("DATE '2026-01-31'", "date32[day]", "datetime.date(2026, 1, 31)", null, null),
        ("TIME '12:00:00.5'", "time64[us]", "datetime.time(12, 0, 0, 500000)", null, null),
        ("TIMESTAMP '2026-01-31 12:00:00.123456'", "timestamp[us]", "datetime.datetime(2026, 1, 31, 12, 0, 0, 123456)", null, null),
        ("TIMESTAMPTZ '2026-01-31 12:00:00+02'", "timestamp[us, tz=UTC]", "datetime.datetime(2026, 1, 31, 10, 0, tzinfo=<UTC>)", null, null),
        ("INTERVAL '50' HOUR", "month_day_nano_interval", "MonthDayNano(months=0, days=0, nanoseconds=180000000000000)", "string", "'50:00:00'"),
        ("CAST('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' AS UUID)", "string", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "fixed_size_binary[16]", null),
        ("[1, NULL, 3]", "list<l: int32>", "[1, None, 3]", "list<element: int32>", null),
        ("CAST(ROW(1, ARRAY['x', 'yy']) AS row(a integer, b array(varchar)))", "struct<a: int32, b: list<l: string>>", "{'a': 1, 'b': ['x', 'yy']}", "struct<a: int32, b: list<element: string>>", null),
        ("MAP(ARRAY['k', 'l'], ARRAY[CAST(1 AS BIGINT), NULL])", "map<string, int64>", "[('k', 1), ('l', None)]", "map<string, int64 ('c21')>", null),
        ("[[sum(1) OVER ()]]", "list<l: list<l: int64>>", "[[3]]", "list<element: list<element: int64>>", null),
        ("ROW(sum(range) OVER (), 'x', INTERVAL '1' HOUR)", "struct<field0: int64, field1: string, field2: month_day_nano_interval>", "{'field0': 3, 'field1': 'x', 'field2': MonthDayNano(months=0, days=0, nanoseconds=3600000000000)}", "struct<field0: int64, field1: string, field2: string>", "{'field0': 3, 'field1': 'x', 'field2': '01:00:00'}"),
        ("zip(ARRAY[1], ARRAY['x'])", "list<l: struct<field0: int32, field1: string>>", "[{'field0': 1, 'field1': 'x'}]", "list<element: struct<field0: int32, field1: string>>", null),
    ];

    [SkippableTheory]
    [InlineData(PyarrowClient.Arrow)]
    [InlineData(PyarrowClient.Parquet)]
    public async Task Every_type_and_nulls_of_it_are_read(string accept)
    {
        var isParquet = accept == PyarrowClient.Parquet;
        var sql = $"SELECT {string.Join(", ", Types.Select((type, at) => FormattableString.Invariant($"CASE WHEN range = 1 THEN {type.Sql} END AS c{at}")))}, range AS \"the row\", range FROM range(3) -- a comment";

        var seen = await client.RunAsync(mesh, "read", accept, sql);

        Assert.Equal(accept, seen["type"]!.GetValue<string>());
        Assert.Equal(
            [.. Types.Select((type, at) => FormattableString.Invariant($"c{at}: {(isParquet ? type.ParquetType : null) ?? type.Type}")), "the row: int64", "range: int64"], Texts(seen["columns"]!));
        var rows = seen["rows"]!.AsArray();
        Assert.Equal(3, rows.Count);
        Assert.Equal([.. Types.Select(type => (isParquet ? type.ParquetValue : null) ?? (isParquet && type.ParquetType is "fixed_size_binary[16]" ? @"b'\xa0\xee\xbc\x99\x9c\x0bN\xf8\xbbmk\xb9\xbd8\n\x11'" : type.Value)), "1", "1"], Texts(rows[1]!));
        Assert.Equal([.. Types.Select(_ => "None"), "0", "0"], Texts(rows[0]!));
        Assert.Equal([.. Types.Select(_ => "None"), "2", "2"], Texts(rows[2]!));
    }

    [SkippableTheory]
    [InlineData(PyarrowClient.Arrow)]
    [InlineData(PyarrowClient.Parquet)]
    public async Task Product_is_masked_and_its_answer_is_recorded(string accept)
    {
        var seen = await client.RunAsync(mesh, "read", accept, "SELECT status, customer_email, total FROM orders.orders ORDER BY purchased_at LIMIT 7");

        Assert.Equal(["status: string", "customer_email: string", "total: decimal128(18, 2)"], Texts(seen["columns"]!));
        Assert.Equal(7, seen["rows"]!.AsArray().Count);
        Assert.Equal(["'placed'", "'****'", "Decimal('0.00')"], Texts(seen["rows"]![0]!));
        var id = seen["id"]!.GetValue<string>();
        var ended = await mesh.RecordAsync(id, AuditActions.Ended);
        Assert.Equal((AuditOutcomes.Finished, 7L), (ended.Outcome, ended.Rows));
        Assert.Equal(["customer_email"], ended.MaskedColumns);
    }

    [SkippableTheory]
    [InlineData(PyarrowClient.Arrow)]
    [InlineData(PyarrowClient.Parquet)]
    public async Task Empty_answer_has_its_columns(string accept)
    {
        var seen = await client.RunAsync(mesh, "read", accept, "SELECT 1 AS x, 'a' AS x, ['b'] AS y WHERE false;");

        Assert.Equal(["x", "x_1", "y"], Texts(seen["columns"]!).Select(column => column.Split(':')[0]));
        Assert.Empty(seen["rows"]!.AsArray());
    }

    [SkippableTheory]
    [InlineData(PyarrowClient.Arrow)]
    [InlineData(PyarrowClient.Parquet)]
    public async Task Parameters_are_bound_and_order_is_kept(string accept)
    {
        var seen = await client.RunAsync(mesh, "read", accept, "EXECUTE IMMEDIATE 'SELECT status, sum(?) AS n FROM orders.orders WHERE total > ? GROUP BY 1 ORDER BY 1 DESC' USING 2, DECIMAL '9.50'");

        Assert.Equal(["status: string", "n: int64"], Texts(seen["columns"]!));
        Assert.Equal(["'shipped'", "'placed'", "'paid'"], seen["rows"]!.AsArray().Select(row => row![0]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(PyarrowClient.Arrow)]
    [InlineData(PyarrowClient.Parquet)]
    public async Task Statement_whose_types_are_those_of_its_values_may_end_with_a_semicolon(string accept)
    {
        using var answer = await mesh.AskAsync("EXECUTE IMMEDIATE 'SELECT ? AS x; -- a value' USING 2", accept: accept);

        Assert.Equal((HttpStatusCode.OK, accept), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
    }

    [SkippableTheory]
    [InlineData(PyarrowClient.Arrow)]
    [InlineData(PyarrowClient.Parquet)]
    public async Task Failure_midway_shows_in_the_transfer_and_in_the_bytes_alone(string accept)
    {
        var seen = await client.RunAsync(mesh, "broken", accept, FailsMidway);

        Assert.Equal("IncompleteRead", seen["transfer"]!.GetValue<string>());
        Assert.NotNull(seen["alone"]);
        Assert.True(seen["bytes"]!.GetValue<long>() > 64 * 1024);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Parquet_is_read_in_javascript_too()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.parquet");
        try
        {
            using (var answer = await mesh.AskAsync("SELECT range AS n, 'text ' || CAST(range AS varchar) AS t, [range] AS l, CASE WHEN range = 1 THEN 2.5e0 END AS d FROM range(200000) ORDER BY n DESC", accept: PyarrowClient.Parquet))
            {
                await File.WriteAllBytesAsync(path, await answer.Content.ReadAsByteArrayAsync());
            }

            var rows = await hyparquet.ReadFileAsync(path);

            Assert.Equal(200_000, rows.Count);
            Assert.Equal("""{"n":"199999","t":"text 199999","l":["199999"],"d":null}""", rows[0]!.ToJsonString());
            Assert.Equal("""{"n":"1","t":"text 1","l":["1"],"d":2.5}""", rows[199_998]!.ToJsonString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(PyarrowClient.Arrow, "SELECT * FROM payments.ledger", 403, "PERMISSION_DENIED")]
    [InlineData(PyarrowClient.Parquet, "SELECT * FROM payments.ledger", 403, "PERMISSION_DENIED")]
    [InlineData(PyarrowClient.Arrow, "SELECT 1 / 0", 400, "DIVISION_BY_ZERO")]
    [InlineData(PyarrowClient.Parquet, "SELECT 1 / 0", 400, "DIVISION_BY_ZERO")]
    [InlineData(PyarrowClient.Arrow, "SELECT sum(9223372036854775807) FROM range(2)", 400, "NUMERIC_VALUE_OUT_OF_RANGE")]
    [InlineData(PyarrowClient.Parquet, "SELECT sum(9223372036854775807) FROM range(2)", 400, "NUMERIC_VALUE_OUT_OF_RANGE")]
    [InlineData(PyarrowClient.Arrow, "SELECT sum(x) AS s FROM (VALUES DECIMAL '99999999999999999999999999999999999999', DECIMAL '1') AS t(x)", 400, "NUMERIC_VALUE_OUT_OF_RANGE")]
    [InlineData(PyarrowClient.Parquet, "SELECT sum(x) AS s FROM (VALUES DECIMAL '99999999999999999999999999999999999999', DECIMAL '1') AS t(x)", 400, "NUMERIC_VALUE_OUT_OF_RANGE")]
    [InlineData(PyarrowClient.Arrow, "SELECT CAST('infinity' AS date) AS d", 400, "INVALID_CAST_ARGUMENT")]
    [InlineData(PyarrowClient.Parquet, "SELECT status FROM orders.orders WHERE nothing = 1", 400, "COLUMN_NOT_FOUND")]
    public async Task Failure_before_the_first_row_is_a_problem(string accept, string sql, int status, string name)
    {
        using var answer = await mesh.AskAsync(sql, accept: accept);

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal((status, name), ((int)answer.StatusCode, problem["error_name"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(PyarrowClient.Arrow)]
    [InlineData(PyarrowClient.Parquet)]
    public async Task Decimals_of_all_digits_are_sent(string accept)
    {
        var most = new string('9', 38);
        using var answer = await mesh.AskAsync($"SELECT sum(x), sum(CAST(-y AS decimal(38,2))), CAST(NULL AS decimal(38,0)), DECIMAL '0.{most}' FROM (VALUES (DECIMAL '{most}', {most[2..]}.99)) AS t(x, y)", accept: accept);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
    }

    private static IEnumerable<string> Texts(JsonNode array) => array.AsArray().Select(text => text!.GetValue<string>());
}

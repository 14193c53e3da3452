using System.Globalization;
using System.Text;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;
using MeshStarter.QueryProxy.Tests.Sql;

namespace MeshStarter.QueryProxy.Tests.Wire;

/// <summary>Every type of the design, and what expressions may also yield, from the engine to the wire.</summary>
[Trait("Category", "Quick")]
public sealed class WireFormatTests(EngineParser engine) : IClassFixture<EngineParser>
{
    [Theory]
    [InlineData("true", "boolean", "true")]
    [InlineData("CAST(-7 AS TINYINT)", "tinyint", "-7")]
    [InlineData("CAST(300 AS SMALLINT)", "smallint", "300")]
    [InlineData("CAST(255 AS UTINYINT)", "smallint", "255")]
    [InlineData("42", "integer", "42")]
    [InlineData("CAST(65535 AS USMALLINT)", "integer", "65535")]
    [InlineData("CAST(9223372036854775807 AS BIGINT)", "bigint", "9223372036854775807")]
    [InlineData("CAST(4294967295 AS UINTEGER)", "bigint", "4294967295")]
    [InlineData("CAST(18446744073709551615 AS UBIGINT)", "decimal(20, 0)", "\"18446744073709551615\"")]
    [InlineData("CAST('-9223372036854775808' AS HUGEINT)", "bigint", "-9223372036854775808")]
    [InlineData("CAST(1 AS REAL)", "real", "1.0")]
    [InlineData("CAST(0.1 AS REAL)", "real", "0.1")]
    [InlineData("CAST(1 AS DOUBLE)", "double", "1.0")]
    [InlineData("CAST('-0.0' AS DOUBLE)", "double", "-0.0")]
    [InlineData("CAST('1e300' AS DOUBLE)", "double", "1E+300")]
    [InlineData("CAST('nan' AS DOUBLE)", "double", "\"NaN\"")]
    [InlineData("CAST('-inf' AS DOUBLE)", "double", "\"-Infinity\"")]
    [InlineData("CAST('inf' AS REAL)", "real", "\"Infinity\"")]
    [InlineData("CAST('12.3' AS DECIMAL(12,2))", "decimal(12, 2)", "\"12.30\"")]
    [InlineData("CAST('-0.05' AS DECIMAL(18,2))", "decimal(18, 2)", "\"-0.05\"")]
    [InlineData("CAST('-12345678901234567890123456789012345.678' AS DECIMAL(38,3))", "decimal(38, 3)", "\"-12345678901234567890123456789012345.678\"")]
    [InlineData("CAST('0.00000000000000000001' AS DECIMAL(38,20))", "decimal(38, 20)", "\"0.00000000000000000001\"")]
    [InlineData("CAST(7 AS DECIMAL(5,0))", "decimal(5, 0)", "\"7\"")]
    [InlineData("'a\"b\\c' || chr(10) || chr(1) || 'ä€😀'", "varchar", "\"a\\\"b\\\\c\\n\\u0001ä€😀\"")]
    [InlineData("''", "varchar", "\"\"")]
    [InlineData("CAST('{\"a\": 1}' AS JSON)", "json", "\"{\\\"a\\\": 1}\"")]
    [InlineData("CAST('x' AS ENUM('x', 'y'))", "varchar", "\"x\"")]
    [InlineData("CAST('0101' AS BIT)", "varchar", "\"0101\"")]
    [InlineData("CAST('\\xAA\\x00b' AS BLOB)", "varbinary", "\"qgBi\"")]
    [InlineData("CAST('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' AS UUID)", "uuid", "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"")]
    [InlineData("DATE '2026-01-31'", "date", "\"2026-01-31\"")]
    [InlineData("DATE '0044-03-15 (BC)'", "date", "\"-0043-03-15\"")]
    [InlineData("DATE '12026-01-31'", "date", "\"12026-01-31\"")]
    [InlineData("TIME '12:00:00.5'", "time(6)", "\"12:00:00.500000\"")]
    [InlineData("TIME '24:00:00'", "time(6)", "\"00:00:00.000000\"")]
    [InlineData("CAST('12:00:00+02:00' AS TIMETZ)", "time(6) with time zone", "\"12:00:00.000000+02:00\"")]
    [InlineData("TIMESTAMP '2026-01-31 12:00:00'", "timestamp(6)", "\"2026-01-31 12:00:00.000000\"")]
    [InlineData("TIMESTAMP '1969-12-31 23:59:59.999999'", "timestamp(6)", "\"1969-12-31 23:59:59.999999\"")]
    [InlineData("CAST('2026-01-31 12:00:01' AS TIMESTAMP_S)", "timestamp(0)", "\"2026-01-31 12:00:01\"")]
    [InlineData("CAST('2026-01-31 12:00:01.5' AS TIMESTAMP_MS)", "timestamp(3)", "\"2026-01-31 12:00:01.500\"")]
    [InlineData("CAST('2026-01-31 12:00:01.000000005' AS TIMESTAMP_NS)", "timestamp(9)", "\"2026-01-31 12:00:01.000000005\"")]
    [InlineData("TIMESTAMPTZ '2026-01-31 12:00:00+02'", "timestamp(6) with time zone", "\"2026-01-31 10:00:00.000000 UTC\"")]
    [InlineData("INTERVAL '2 days 03:04:05.678'", "INTERVAL DAY TO SECOND", "\"2 03:04:05.678\"")]
    [InlineData("-INTERVAL '3 hours'", "INTERVAL DAY TO SECOND", "\"-0 03:00:00.000\"")]
    [InlineData("[1, NULL, 3]", "array(integer)", "[1,null,3]")]
    [InlineData("CAST([1, 2] AS INTEGER[2])", "array(integer)", "[1,2]")]
    [InlineData("MAP {'a': [1.5], 'b\"': NULL}", "map(varchar, array(decimal(2, 1)))", "{\"a\":[\"1.5\"],\"b\\\"\":null}")]
    [InlineData("MAP {DATE '2026-01-31': 1}", "map(date, integer)", "{\"2026-01-31\":1}")]
    [InlineData("{'a': 1, 'b': {'c d': TIMESTAMP '2026-01-31 12:00:00'}}", "row(a integer, b row(\"c d\" timestamp(6)))", "[1,[\"2026-01-31 12:00:00.000000\"]]")]
    [InlineData("[{'product_id': CAST('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11' AS UUID), 'price': CAST(1 AS DECIMAL(18,2))}]",
        "array(row(product_id uuid, price decimal(18, 2)))", "[[\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\",\"1.00\"]]")]
    [InlineData("CAST(NULL AS DATE)", "date", "null")]
    public void Value_takes_the_form_of_Trinos_clients(string expression, string type, string json)
    {
        var (columns, text) = Run($"SELECT {expression} AS x", RowFormat.Trino);

        Assert.Equal(type, Assert.Single(columns).Type);
        Assert.Equal($"[{json}]", text);
    }

    [Theory]
    [InlineData("TIMESTAMP '2026-01-31 12:00:00.123499'", "timestamp", "\"2026-01-31 12:00:00.123\"")]
    [InlineData("TIMESTAMP '2026-01-31 23:59:59.9995'", "timestamp", "\"2026-02-01 00:00:00.000\"")]
    [InlineData("TIMESTAMPTZ '2026-01-31 12:00:00+00'", "timestamp with time zone", "\"2026-01-31 12:00:00.000 UTC\"")]
    [InlineData("TIME '23:59:59.9999'", "time", "\"00:00:00.000\"")]
    [InlineData("[TIMESTAMP '1969-12-31 23:59:59.9994']", "array(timestamp)", "[\"1969-12-31 23:59:59.999\"]")]
    public void Client_without_precisions_gets_milliseconds(string expression, string type, string json)
    {
        var (columns, text) = Run($"SELECT {expression} AS x", RowFormat.Trino, parametric: false);

        Assert.Equal(type, Assert.Single(columns).Type);
        Assert.Equal($"[{json}]", text);
    }

    [Fact]
    public void Type_signatures_are_structured()
    {
        var (columns, _) = Run("SELECT CAST(1 AS DECIMAL(12,2)) AS d, {'x': 'y'} AS r, TIMESTAMPTZ '2026-01-31 12:00:00+00' AS t", RowFormat.Trino);

        var json = System.Text.Json.JsonSerializer.Serialize(columns, WorkerJson.Default.IReadOnlyListResultColumn);
        Assert.Equal(
            """
            [{"name":"d","type":"decimal(12, 2)","typeSignature":{"rawType":"decimal","arguments":[{"kind":"LONG","value":12},{"kind":"LONG","value":2}]}},{"name":"r","type":"row(x varchar)","typeSignature":{"rawType":"row","arguments":[{"kind":"NAMED_TYPE","value":{"fieldName":{"name":"x"},"typeSignature":{"rawType":"varchar","arguments":[{"kind":"LONG","value":2147483647}]}}}]}},{"name":"t","type":"timestamp(6) with time zone","typeSignature":{"rawType":"timestamp with time zone","arguments":[{"kind":"LONG","value":6}]}}]
            """, json);
    }

    [Theory]
    [InlineData("{0}[]")]
    [InlineData("STRUCT(a {0})")]
    [InlineData("MAP({0}, INTEGER)")]
    public void Types_nested_50_levels_deep_are_sent_and_no_deeper_ones(string nested)
    {
        var type = Enumerable.Repeat(nested, 50).Aggregate("INTEGER", (inner, outer) => string.Format(CultureInfo.InvariantCulture, outer, inner));

        var (columns, _) = Run($"SELECT CAST(NULL AS {type}) AS x", RowFormat.Trino);
        var failure = Assert.Throws<WorkerFailureException>(() => Run($"SELECT CAST(NULL AS {string.Format(CultureInfo.InvariantCulture, nested, type)}) AS x", RowFormat.Trino));

        var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(columns, WorkerJson.Default.IReadOnlyListResultColumn);
        Assert.Equal(columns[0].Type, System.Text.Json.JsonSerializer.Deserialize(json, WorkerJson.Default.IReadOnlyListResultColumn)![0].Type);
        Assert.Equal((WorkerErrors.NoWireForm, "Values whose type is nested more than 50 levels deep cannot be sent. Flatten them, or cast them to JSON."), (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("INTERVAL 1 month")]
    [InlineData("CAST('infinity' AS DATE)")]
    [InlineData("CAST('-infinity' AS TIMESTAMP)")]
    [InlineData("CAST('infinity' AS TIMESTAMPTZ)")]
    [InlineData("CAST(1 AS UNION(a INTEGER, b VARCHAR))")]
    public void Value_without_a_wire_form_is_an_error_and_says_what_to_do(string expression)
    {
        var failure = Assert.Throws<WorkerFailureException>(() => Run($"SELECT {expression} AS x", RowFormat.Trino));

        Assert.Equal(WorkerErrors.NoWireForm, failure.Kind);
        Assert.Contains("VARCHAR", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_are_objects_in_the_meshs_canonical_form()
    {
        var (_, text) = Run(
            "SELECT 1 AS id, 2 AS id, CAST(1.5 AS DECIMAL(18,2)) AS amount, TIMESTAMPTZ '2026-01-31 12:30:00+00' AS at, TIMESTAMPTZ '2026-01-31 12:30:00.5+00' AS then, {'a': NULL} AS s, CAST('nan' AS DOUBLE) AS n FROM range(2)",
            RowFormat.JsonLines);

        const string Line = """{"id":1,"id_1":2,"amount":"1.50","at":"2026-01-31T12:30:00Z","then":"2026-01-31T12:30:00.500000Z","s":{"a":null},"n":"NaN"}""";
        Assert.Equal($"{Line}\n{Line}\n", text);
    }

    [Fact]
    public void Csv_quotes_what_needs_it_distinguishes_null_from_empty_and_is_the_header_of_an_empty_result()
    {
        var (_, text) = Run("""SELECT *, [id, NULL] AS ids FROM (VALUES (1, 'a,b', NULL), (2, 'say "hi"' || chr(10), ''), (3, 'plain', 'x')) AS t(id, "na""me", note)""", RowFormat.Csv);

        Assert.Equal("id,\"na\"\"me\",note,ids\n1,\"a,b\",,\"[1,null]\"\n2,\"say \"\"hi\"\"\n\",\"\",\"[2,null]\"\n3,plain,x,\"[3,null]\"\n", text);

        Assert.Equal("a,b\n", Run("SELECT 1 AS a, 2 AS b WHERE false", RowFormat.Csv).Text);
    }

    private (IReadOnlyList<ResultColumn> Columns, string Text) Run(string sql, RowFormat format, bool parametric = true)
    {
        using var result = engine.Sandbox.Connection.Query(sql);
        var columns = TrinoTypes.Columns(result.Columns, parametric);
        var writer = RowWriter.For(format, result.Columns, parametric, new Dictionary<int, string>());
        var text = new ByteBuffer(16);
        writer.Header(text);
        var first = true;
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; first = false)
            {
                row = writer.Rows(text, chunk, row, first, enough: 0);
            }
        }

        return (columns, Encoding.UTF8.GetString(text.Written));
    }
}

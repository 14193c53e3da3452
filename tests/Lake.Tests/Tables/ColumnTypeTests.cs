using System.IO.Pipelines;
using System.Text;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;

namespace MeshStarter.Lake.Tests.Tables;

public sealed class ColumnTypeTests
{
    private const string Every =
        "b BOOLEAN; i INTEGER; l BIGINT; f REAL; d DOUBLE; m DECIMAL(18,2); s STRING; u UUID; day DATE; t TIME; ts TIMESTAMP; ntz TIMESTAMP_NTZ; bin BINARY; "
        + "a ARRAY<INTEGER>; map MAP<STRING,DECIMAL(9,1)>; st STRUCT<x:UUID,y:ARRAY<STRUCT<z:BINARY,w:TIMESTAMP>>>";

    [Theory]
    [InlineData("BOOLEAN", "true", "false")]
    [InlineData("INTEGER", "-2147483648", "2147483647")]
    [InlineData("BIGINT", "-9223372036854775808", "9223372036854775807")]
    [InlineData("REAL", "0.1", "3.4028235E+38", "-1E-45", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"")]
    [InlineData("DOUBLE", "0.1", "1.7976931348623157E+308", "5E-324", "-0.30000000000000004", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"")]
    [InlineData("DECIMAL(4,2)", "\"-99.99\"", "\"0.00\"", "\"0.01\"")]
    [InlineData("DECIMAL(9,0)", "\"-999999999\"", "\"1\"")]
    [InlineData("DECIMAL(18,2)", "\"9999999999999999.99\"", "\"-0.01\"")]
    [InlineData("DECIMAL(38,0)", "\"99999999999999999999999999999999999999\"", "\"-99999999999999999999999999999999999999\"")]
    [InlineData("DECIMAL(38,38)", "\"0.12345678901234567890123456789012345678\"")]
    [InlineData("STRING", "\"\"", "\"it's: \\\"quoted\\\"\"", "\"käse 日本 \\u2028\"", "\"line\\nbreak\\ttab\"", "\"\\u0001\"", "\"null\"", "\"a\\u0000b\"")]
    [InlineData("UUID", "\"00000000-0000-0000-0000-000000000000\"", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"", "\"7fffffff-ffff-4fff-8fff-ffffffffffff\"")]
    [InlineData("DATE", "\"0001-01-01\"", "\"1969-12-31\"", "\"9999-12-31\"")]
    [InlineData("TIME", "\"00:00:00\"", "\"12:30:00.000001\"", "\"23:59:59.999999\"")]
    [InlineData("TIMESTAMP", "\"0001-01-01T00:00:00Z\"", "\"1969-12-31T23:59:59.999999Z\"", "\"2017-10-15T03:30:00Z\"", "\"9999-12-31T23:59:59.999999Z\"")]
    [InlineData("TIMESTAMP_NTZ", "\"0001-01-01T00:00:00\"", "\"2017-10-15T00:30:00\"", "\"9999-12-31T23:59:59.999999\"")]
    [InlineData("BINARY", "\"\"", "\"AP8=\"", "\"JSc7LS0=\"")]
    [InlineData("ARRAY<INTEGER>", "[]", "[1,null,3]")]
    [InlineData("ARRAY<ARRAY<STRING>>", "[[],null,[\"a\",null]]")]
    [InlineData("ARRAY<BINARY>", "[\"AP8=\",null,\"\"]", "[]")]
    [InlineData("ARRAY<DOUBLE>", "[\"NaN\",1.5,null]")]
    [InlineData("MAP<STRING,INTEGER>", "{}", "{\"b\":1,\"a\":null,\"it's \\\"x\\\"\":3}")]
    [InlineData("MAP<STRING,BINARY>", "{\"a\":\"AP8=\",\"b\":null}", "{}")]
    [InlineData("MAP<STRING,MAP<STRING,DECIMAL(9,1)>>", "{\"a\":{\"b\":\"1.0\"},\"c\":null}")]
    [InlineData("STRUCT<a:INTEGER,b:STRUCT<c:BINARY,d:TIME>>", "{\"a\":null,\"b\":{\"c\":\"AP8=\",\"d\":\"12:30:00\"}}", "{\"a\":1,\"b\":null}")]
    [InlineData("ARRAY<STRUCT<product_id:UUID,quantity:INTEGER,price:DECIMAL(18,2)>>", "[{\"product_id\":\"7fffffff-ffff-4fff-8fff-ffffffffffff\",\"quantity\":2,\"price\":\"1.50\"},null]")]
    public async Task Value_comes_back_as_it_was_written(string type, params string[] values)
    {
        using var table = new TestTable("id INTEGER; value " + type);
        var rows = values.Append("null").Select((value, index) => table.Canonical($$"""{"id":{{index}},"value":{{value}}}""")).ToArray();

        await table.PublishAsync([.. rows.Select((row, index) => (index + 1L, row))]);

        Assert.Equal(rows, await table.RowsAsync());
    }

    [Fact]
    public async Task Row_of_every_type_comes_back_after_an_append_a_compaction_and_a_replace()
    {
        Assert.All(PrimitiveForms.All, forms => Assert.Contains($" {forms.Name};", Every, StringComparison.Ordinal));
        const string Row = """
            {"b":true,"i":1,"l":2,"f":0.1,"d":0.2,"m":"1.50","s":"x","u":"7fffffff-ffff-4fff-8fff-ffffffffffff","day":"2026-01-31","t":"12:30:00",
             "ts":"2026-01-31T12:30:00Z","ntz":"2026-01-31T12:30:00","bin":"AP8=","a":[1],"map":{"k":"1.0"},
             "st":{"x":null,"y":[{"z":"AA==","w":"2026-01-31T12:30:00.000001Z"}]}}
            """;
        foreach (var key in (string[][])[[], ["i"]])
        {
            using var table = new TestTable(Every, key);
            var row = table.Canonical(Row);
            await table.PublishEachAsync(1, 26, _ => row, isMaintained: true);

            Assert.All(await table.RowsAsync(), read => Assert.Equal(row, read));
            Assert.Equal(key.Length == 0 ? 26 : 1, (await table.RowsAsync()).Count);
        }
    }

    [Fact]
    public async Task Row_without_any_value_comes_back()
    {
        using var table = new TestTable(Every);
        var row = table.Canonical("{}");

        await table.PublishAsync((1, row));

        Assert.Equal([row], await table.RowsAsync());
    }

    [Fact]
    public async Task Rows_are_streamed_as_json_lines()
    {
        using var table = new TestTable("id INTEGER; text STRING");
        var rows = Enumerable.Range(0, 5_000).Select(id => $$"""{"id":{{id}},"text":"line\nbreak"}""").ToArray();
        await table.PublishAsync([.. rows.Select((row, index) => (index + 1L, row))]);
        using var reader = new SnapshotReader();
        using var output = new MemoryStream();
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));

        await reader.WriteJsonLinesAsync((await table.ViewAsync()).Sql, pipe, _ => { }, CancellationToken.None);
        await pipe.CompleteAsync();

        Assert.Equal(string.Concat(rows.Select(row => row + "\n")), Encoding.UTF8.GetString(output.ToArray()));
    }
}

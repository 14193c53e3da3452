using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Rows;

public sealed class RowContractTests
{
    [Theory]
    [InlineData("BOOLEAN", "true", "true")]
    [InlineData("INTEGER", "-2147483648", "-2147483648")]
    [InlineData("BIGINT", "9223372036854775807", "9223372036854775807")]
    [InlineData("REAL", "0.1", "0.1")]
    [InlineData("DOUBLE", "1e3", "1000")]
    [InlineData("DOUBLE", "\"NaN\"", "\"NaN\"")]
    [InlineData("REAL", "\"-Infinity\"", "\"-Infinity\"")]
    [InlineData("STRING", "\"käse \\u0041 日本\"", "\"käse A 日本\"")]
    [InlineData("UUID", "\"123E4567-E89B-12D3-A456-426614174000\"", "\"123e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("DATE", "\"2024-02-29\"", "\"2024-02-29\"")]
    [InlineData("TIME", "\"12:30\"", "\"12:30:00\"")]
    [InlineData("TIME", "\"12:30:00.5\"", "\"12:30:00.500000\"")]
    [InlineData("TIME", "\"23:59:59.9999999\"", "\"23:59:59.999999\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31T12:30:00Z\"", "\"2026-01-31T12:30:00Z\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31T12:30:00+02:00\"", "\"2026-01-31T10:30:00Z\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31T23:30-0300\"", "\"2026-02-01T02:30:00Z\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31 12:30:00.0000010z\"", "\"2026-01-31T12:30:00.000001Z\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31T12:30:00.0000000Z\"", "\"2026-01-31T12:30:00Z\"")]
    [InlineData("TIMESTAMP_NTZ", "\"2026-01-31 12:30\"", "\"2026-01-31T12:30:00\"")]
    [InlineData("TIMESTAMP_NTZ", "\"0001-01-01T00:00:00\"", "\"0001-01-01T00:00:00\"")]
    [InlineData("BINARY", "\"AP8=\"", "\"AP8=\"")]
    [InlineData("DECIMAL(18,2)", "12.3", "\"12.30\"")]
    [InlineData("DECIMAL(18,2)", "\"12.3\"", "\"12.30\"")]
    [InlineData("DECIMAL(18,2)", "\"12.3000\"", "\"12.30\"")]
    [InlineData("DECIMAL(18,2)", "1.5e2", "\"150.00\"")]
    [InlineData("DECIMAL(18,2)", "150e-2", "\"1.50\"")]
    [InlineData("DECIMAL(18,2)", "-0.00", "\"0.00\"")]
    [InlineData("DECIMAL(18,2)", "0e-100", "\"0.00\"")]
    [InlineData("DECIMAL(18,2)", "-0.01", "\"-0.01\"")]
    [InlineData("DECIMAL(5,0)", "99999", "\"99999\"")]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "\"99999999999999999999999999999999999999\"")]
    [InlineData("DECIMAL(38,38)", "\"0.12345678901234567890123456789012345678\"", "\"0.12345678901234567890123456789012345678\"")]
    [InlineData("ARRAY<INTEGER>", "[1, null, 2]", "[1,null,2]")]
    [InlineData("MAP<STRING,DECIMAL(9,1)>", "{\"b\": 1, \"a\": null}", "{\"b\":\"1.0\",\"a\":null}")]
    [InlineData("STRUCT<a:INTEGER,b:STRING>", "{\"b\": \"x\"}", "{\"a\":null,\"b\":\"x\"}")]
    [InlineData("STRING", "null", "null")]
    public void Value_has_one_canonical_form(string type, string given, string canonical)
    {
        var result = Check(type, $$"""{"value": {{given}}}""");

        Assert.Empty(result.Violations);
        Assert.Equal($$"""{"value":{{canonical}}}""", result.Row!.ToJson());
    }

    [Theory]
    [InlineData("BOOLEAN", "\"true\"")]
    [InlineData("BOOLEAN", "1")]
    [InlineData("INTEGER", "2147483648")]
    [InlineData("INTEGER", "1.5")]
    [InlineData("INTEGER", "\"1\"")]
    [InlineData("BIGINT", "9223372036854775808")]
    [InlineData("DOUBLE", "1e400")]
    [InlineData("REAL", "1e39")]
    [InlineData("DOUBLE", "\"nan\"")]
    [InlineData("DOUBLE", "\"1\"")]
    [InlineData("STRING", "1")]
    [InlineData("STRING", "\"\\ud800\"")]
    [InlineData("UUID", "\"123e4567e89b12d3a456426614174000\"")]
    [InlineData("UUID", "\"0x3e4567-e89b-12d3-a456-426614174000\"")]
    [InlineData("DATE", "\"2026-02-29\"")]
    [InlineData("DATE", "\"1/2/2026\"")]
    [InlineData("DATE", "\"2026-01-31T00:00:00\"")]
    [InlineData("TIME", "\"24:00:00\"")]
    [InlineData("TIME", "\"12:30 PM\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31T12:30:00\"")]
    [InlineData("TIMESTAMP", "\"12:30Z\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31Z\"")]
    [InlineData("TIMESTAMP", "\"3/4/2026 12:30Z\"")]
    [InlineData("TIMESTAMP", "\"2026-01-31T12:30:00+25:00\"")]
    [InlineData("TIMESTAMP", "\"0001-01-01T00:00:00+02:00\"")]
    [InlineData("TIMESTAMP", "\"\"")]
    [InlineData("TIMESTAMP", "1769862600")]
    [InlineData("TIMESTAMP_NTZ", "\"12:30\"")]
    [InlineData("TIMESTAMP_NTZ", "\"2026-01-31 12:30:00 GMT\"")]
    [InlineData("TIMESTAMP_NTZ", "\"2026-01-31T12:30:00Z\"")]
    [InlineData("BINARY", "\"not base64\"")]
    [InlineData("DECIMAL(18,2)", "\"\"")]
    [InlineData("DECIMAL(18,2)", "\"-\"")]
    [InlineData("DECIMAL(18,2)", "\"1,5\"")]
    [InlineData("DECIMAL(18,2)", "\"1\\u0000\"")]
    [InlineData("DECIMAL(18,2)", "\"1.\"")]
    [InlineData("DECIMAL(18,2)", "\"NaN\"")]
    [InlineData("DECIMAL(18,2)", "\"1e\"")]
    [InlineData("DECIMAL(18,2)", "1e400")]
    [InlineData("DECIMAL(18,2)", "1e-2147483648")]
    [InlineData("DECIMAL(18,2)", "true")]
    [InlineData("ARRAY<INTEGER>", "{}")]
    [InlineData("MAP<STRING,INTEGER>", "[]")]
    [InlineData("STRUCT<a:INTEGER>", "[]")]
    public void Value_of_another_type_breaks_the_type_rule(string type, string given)
    {
        var result = Check(type, $$"""{"value": {{given}}}""");

        Assert.Null(result.Row);
        Assert.Equal(("value", "type"), Of(Assert.Single(result.Violations)));
    }

    [Theory]
    [InlineData("DECIMAL(18,2)", "12.345", "the value has more than the 2 decimals of DECIMAL(18,2); round it before it is published")]
    [InlineData("DECIMAL(18,2)", "\"1e-100\"", "the value has more than the 2 decimals of DECIMAL(18,2); round it before it is published")]
    [InlineData("DECIMAL(4,2)", "100", "the value has more digits than DECIMAL(4,2) holds")]
    [InlineData("DECIMAL(4,2)", "-100.00", "the value has more digits than DECIMAL(4,2) holds")]
    [InlineData("DECIMAL(38,0)", "100000000000000000000000000000000000000", "the value has more digits than DECIMAL(38,0) holds")]
    [InlineData("DECIMAL(38,2)", "1e100", "the value has more digits than DECIMAL(38,2) holds")]
    public void Number_that_does_not_fit_breaks_the_range_rule(string type, string given, string message)
    {
        var result = Check(type, $$"""{"value": {{given}}}""");

        Assert.Equal([new RowViolation("value", "range", message)], result.Violations);
    }

    [Fact]
    public void Violation_names_the_place_in_what_is_nested()
    {
        var result = Check(
            "ARRAY<STRUCT<product_id:UUID, prices:MAP<STRING,DECIMAL(18,2)>>>",
            """{"value": [{"product_id": null}, {"product_id": "x", "prices": {"somebody@example.org": 1, "b": "secret"}, "extra": 1}]}""");

        Assert.Equal(
            [("value[1].product_id", "type"), ("value[1].prices[1]", "type"), ("value[1].extra", "undeclared")],
            result.Violations.Select(Of));
        Assert.All(result.Violations, violation =>
        {
            Assert.DoesNotContain("secret", violation.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("somebody", violation.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Violation_never_shows_the_value() => Assert.All(
        (string[])["BOOLEAN", "INTEGER", "BIGINT", "REAL", "DOUBLE", "UUID", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_NTZ", "BINARY", "DECIMAL(18,2)", "ARRAY<STRING>", "MAP<STRING,STRING>", "STRUCT<a:STRING>"],
        type => Assert.DoesNotContain("somebody", Assert.Single(Check(type, """{"value": "somebody@example.org"}""").Violations).ToString(), StringComparison.Ordinal));

    [Fact]
    public void All_violations_are_named_in_column_order()
    {
        var contract = new RowContract(
        [
            new ColumnDefinition { Name = "a", Type = ColumnType.Parse("INTEGER"), Required = true },
            new ColumnDefinition { Name = "b", Type = ColumnType.Parse("STRING") },
        ]);

        var result = contract.Check(JsonElement.Parse("""{"A": 1, "b": 2}"""));

        Assert.Equal([("a", "required"), ("b", "type"), ("A", "undeclared")], result.Violations.Select(Of));
    }

    [Fact]
    public void Columns_are_in_declared_order_and_absent_ones_are_null()
    {
        var contract = new RowContract(
        [
            new ColumnDefinition { Name = "a", Type = ColumnType.Parse("INTEGER") },
            new ColumnDefinition { Name = "b", Type = ColumnType.Parse("INTEGER") },
            new ColumnDefinition { Name = "c", Type = ColumnType.Parse("INTEGER") },
        ]);

        Assert.Equal("""{"a":1,"b":null,"c":3}""", contract.Check(JsonElement.Parse("""{"c": 3, "a": 1}""")).Row!.ToJson());
    }

    private static RowResult Check(string type, string row) =>
        new RowContract([new ColumnDefinition { Name = "value", Type = ColumnType.Parse(type) }]).Check(JsonElement.Parse(row));

    private static (string, string) Of(RowViolation violation) => (violation.Path, violation.Rule);
}

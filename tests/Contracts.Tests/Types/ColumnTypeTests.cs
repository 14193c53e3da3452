using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Types;

public sealed class ColumnTypeTests
{
    [Theory]
    [InlineData("BOOLEAN", "BOOLEAN", "BOOLEAN")]
    [InlineData("integer", "INTEGER", "INTEGER")]
    [InlineData("BigInt", "BIGINT", "BIGINT")]
    [InlineData("REAL", "REAL", "FLOAT")]
    [InlineData("DOUBLE", "DOUBLE", "DOUBLE")]
    [InlineData("string", "STRING", "VARCHAR")]
    [InlineData("UUID", "UUID", "UUID")]
    [InlineData("DATE", "DATE", "DATE")]
    [InlineData("TIME", "TIME", "TIME")]
    [InlineData("TIMESTAMP", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")]
    [InlineData("timestamp_ntz", "TIMESTAMP_NTZ", "TIMESTAMP")]
    [InlineData("BINARY", "BINARY", "BLOB")]
    [InlineData(" decimal ( 18 , 2 ) ", "DECIMAL(18,2)", "DECIMAL(18,2)")]
    [InlineData("DECIMAL(38,38)", "DECIMAL(38,38)", "DECIMAL(38,38)")]
    [InlineData("DECIMAL(5)", "DECIMAL(5,0)", "DECIMAL(5,0)")]
    [InlineData("array<string>", "ARRAY<STRING>", "VARCHAR[]")]
    [InlineData("ARRAY < ARRAY < DATE > >", "ARRAY<ARRAY<DATE>>", "DATE[][]")]
    [InlineData("MAP<STRING,BIGINT>", "MAP<STRING, BIGINT>", "MAP(VARCHAR, BIGINT)")]
    [InlineData("ARRAY<MAP<STRING,TIMESTAMP>>", "ARRAY<MAP<STRING, TIMESTAMP>>", "MAP(VARCHAR, TIMESTAMP WITH TIME ZONE)[]")]
    [InlineData(
        "ARRAY<STRUCT<product_id:UUID,quantity:INTEGER,price:DECIMAL(18,2)>>",
        "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER, price:DECIMAL(18,2)>>",
        "STRUCT(\"product_id\" UUID, \"quantity\" INTEGER, \"price\" DECIMAL(18,2))[]")]
    [InlineData("struct<\n  Order : UUID,\n\tselect : STRUCT<a:MAP<STRING, BINARY>>\n>", "STRUCT<Order:UUID, select:STRUCT<a:MAP<STRING, BINARY>>>", "STRUCT(\"Order\" UUID, \"select\" STRUCT(\"a\" MAP(VARCHAR, BLOB)))")]
    public void Parse_every_type_prints_canonically(string text, string canonical, string duckDb)
    {
        var type = ColumnType.Parse(text);
        Assert.Equal(canonical, type.ToString());
        Assert.Equal(duckDb, type.ToDuckDb());
        Assert.Equal(type, ColumnType.Parse(canonical));
        Assert.Equal(type.GetHashCode(), ColumnType.Parse(canonical).GetHashCode());
    }

    [Theory]
    [InlineData(null, "The type is empty. Write one such as STRING or DECIMAL(18,2).")]
    [InlineData("  ", "The type is empty. Write one such as STRING or DECIMAL(18,2).")]
    [InlineData("STRNG", "\"STRNG\" is not a type. Did you mean STRING?")]
    [InlineData("varchar", "\"varchar\" is not a type. Write STRING.")]
    [InlineData("FLOAT", "\"FLOAT\" is not a type. Write REAL or DOUBLE.")]
    [InlineData("geometry", "\"geometry\" is not a type. Use one of {names}, DECIMAL(p,s), ARRAY<T>, MAP<STRING, T>, STRUCT<a:T, …>.")]
    [InlineData("STRING(10)", "STRING takes no parameters. Write STRING.")]
    [InlineData("UUID x", "\"UUID x\" goes on with 'x' where the type ends. Write \"UUID\".")]
    [InlineData("DECIMAL", "DECIMAL lacks its precision and scale. Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.")]
    [InlineData("DECIMAL(39,2)", "DECIMAL(39,2) is out of range. Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.")]
    [InlineData("DECIMAL(0,0)", "DECIMAL(0,0) is out of range. Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.")]
    [InlineData("DECIMAL(5,6)", "DECIMAL(5,6) is out of range. Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.")]
    [InlineData("DECIMAL(-1,2)", "\"DECIMAL(-1,2)\" does not give DECIMAL a precision and a scale. Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.")]
    [InlineData("DECIMAL(99999999999,2)", "\"DECIMAL(99999999999,2)\" does not give DECIMAL a precision and a scale. Write DECIMAL(p,s) with p from 1 to 38 and s from 0 to p.")]
    [InlineData("ARRAY", "ARRAY lacks its element type. Write ARRAY<T>.")]
    [InlineData("ARRAY<STRING", "\"ARRAY<STRING\" has its end at character 13 where '>' is expected. Write ARRAY<T>.")]
    [InlineData("ARRAY<>", "\"ARRAY<>\" has '>' at character 7 where a type is expected. Write one such as STRING or DECIMAL(18,2).")]
    [InlineData("MAP<UUID, STRING>", "A MAP's key is UUID; only STRING is possible. Write MAP<STRING, T>.")]
    [InlineData("MAP<STRING>", "\"MAP<STRING>\" has '>' at character 11 where ',' is expected. Write MAP<STRING, T>.")]
    [InlineData("STRUCT<>", "A field of STRUCT has no name. Write STRUCT<a:T, b:U>.")]
    [InlineData("STRUCT<a UUID>", "\"STRUCT<a UUID>\" has 'U' at character 10 where ':' after the field a is expected. Write STRUCT<a:T, b:U>.")]
    [InlineData("STRUCT<a:UUID, A:DATE>", "STRUCT has two fields named \"A\"; case does not count. Rename one.")]
    [InlineData("STRUCT<1a:UUID>", "A field of STRUCT named \"1a\" begins with a digit. Write STRUCT<a:T, b:U>.")]
    [InlineData("STRUCT<\"a\":UUID>", "A field of STRUCT has no name. Write STRUCT<a:T, b:U>.")]
    public void Parse_invalid_type_says_what_and_how(string? text, string expected)
    {
        Assert.False(ColumnType.TryParse(text, out var type, out var error));
        Assert.Equal(expected.Replace("{names}", string.Join(", ", PrimitiveForms.All.Select(forms => forms.Name)), StringComparison.Ordinal), error);
        Assert.Null(type);
    }

    [Fact]
    public void Parse_16_levels_is_the_deepest()
    {
        static string Nested(int levels) =>
            string.Concat(Enumerable.Repeat("ARRAY<", levels - 1)) + "DATE" + new string('>', levels - 1);
        Assert.Equal(Nested(16), ColumnType.Parse(Nested(16)).ToString());
        Assert.False(ColumnType.TryParse(Nested(17), out _, out var error));
        Assert.Equal("The type is nested deeper than 16 levels. Flatten it.", error);
        Assert.False(ColumnType.TryParse(Nested(100_000), out _, out error));
        Assert.Equal("The type is longer than 8192 characters. Give part of it a product of its own.", error);
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Parse_what_prints_gives_the_type_back() =>
        Property.ForAll(Arbitraries.ColumnTypes, type => Assert.Equal(type, ColumnType.Parse(type.ToString())));

    [Fact]
    [Trait("Category", "Property")]
    public void Parse_any_text_never_throws() => Property.ForAll(Arbitraries.TypeLikeTexts, text =>
    {
        if (!ColumnType.TryParse(text, out var type, out var error))
        {
            Assert.False(string.IsNullOrEmpty(error));
        }
        else
        {
            Assert.NotNull(type);
        }
    });

    [Fact]
    public void Every_type_without_parts_has_a_row_in_the_docs_and_every_row_a_type()
    {
        using var page = new StreamReader(typeof(ColumnTypeTests).Assembly.GetManifestResourceStream("contracts.md")!);
        var rows = page.ReadToEnd().Split('\n')
            .SkipWhile(line => !line.StartsWith("| column type |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|') is var cells ? (cells[1].Trim(' ', '`'), cells[3].Trim(' ', '`'), cells[4].Trim(' ', '`')) : default)
            .ToList();

        Assert.Equal(PrimitiveForms.All.Select(forms => (forms.Name, forms.Iceberg, forms.Trino)), rows[..PrimitiveForms.All.Count]);
        Assert.Equal(["DECIMAL(p,s)", "ARRAY<T>", "MAP<STRING, T>", "STRUCT<a:T, …>"], rows[PrimitiveForms.All.Count..].Select(row => row.Item1));
    }

    [Fact]
    public void Json_is_the_text_for_the_base_and_for_each_case()
    {
        ColumnType type = new ArrayType(new DecimalType(18, 2));
        Assert.Equal("\"ARRAY<DECIMAL(18,2)>\"", JsonSerializer.Serialize(type, MeshJson.Options));
        Assert.Equal(type, JsonSerializer.Deserialize<ColumnType>("\"array<decimal(18,2)>\"", MeshJson.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ColumnType>("\"STRNG\"", MeshJson.Options));
    }

    [Theory]
    [InlineData("order", "\"order\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("\"; DROP TABLE x; --", "\"\"\"; DROP TABLE x; --\"")]
    public void Identifier_quoted_cannot_end_its_quotation(string name, string expected) =>
        Assert.Equal(expected, SqlIdentifier.Quote(name));

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Identifier_that_the_engine_would_cut_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => SqlIdentifier.Quote(name));
}

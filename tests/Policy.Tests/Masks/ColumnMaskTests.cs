using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Masks;

/// <summary>A mask gives one value, whether the engine applies it or a port does, and keeps the column's type.</summary>
public sealed class ColumnMaskTests : IClassFixture<DuckDbFixture>
{
    private const string Nested = "STRUCT<a:UUID, select:ARRAY<MAP<STRING, DECIMAL(5,2)>>>";

    private static readonly PseudonymKey Key = DuckDbFixture.Key;

    private readonly DuckDbConnection _connection;

    public ColumnMaskTests(DuckDbFixture engine)
    {
        _connection = engine.Connection;
        _connection.Execute("SET TimeZone = 'UTC'");
    }

    /// <summary>Each type with a literal of the engine and the same value as the ports write it.</summary>
    public static TheoryData<string, string, string?> Values { get; } = new()
    {
        { "BOOLEAN", "true", "true" },
        { "INTEGER", "42", "42" },
        { "BIGINT", "9007199254740993", "9007199254740993" },
        { "REAL", "1.5", "1.5" },
        { "DOUBLE", "1.5", "1.5" },
        { "DECIMAL(18,2)", "12.30", "\"12.30\"" },
        { "DECIMAL(38,0)", "99999999999999999999999999999999999999", "\"99999999999999999999999999999999999999\"" },
        { "STRING", "'ana@example.com'", "\"ana@example.com\"" },
        { "STRING", "''", "\"\"" },
        { "STRING", "'abc'", "\"abc\"" },
        { "STRING", "'abcd'", "\"abcd\"" },
        { "STRING", "'São 日本 😀👩‍🚀é'", "\"São 日本 😀👩‍🚀é\"" },
        { "STRING", "'it''s \"quoted\"'", "\"it's \\\"quoted\\\"\"" },
        { "STRING", "NULL", null },
        { "UUID", "'7C9E6679-7425-40DE-944B-E07FC1F90AE7'", "\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"" },
        { "UUID", "NULL", null },
        { "DATE", "'2026-01-31'", "\"2026-01-31\"" },
        { "TIME", "'06:00:00'", "\"06:00:00\"" },
        { "TIMESTAMP", "'2026-01-31T06:00:00Z'", "\"2026-01-31T06:00:00Z\"" },
        { "TIMESTAMP_NTZ", "'2026-01-31T06:00:00'", "\"2026-01-31T06:00:00\"" },
        { "BINARY", "'\\x01\\x02'", "\"AQI=\"" },
        { "ARRAY<STRING>", "['a', NULL]", "[\"a\",null]" },
        { "MAP<STRING, BIGINT>", "MAP {'a': 1}", "{\"a\":1}" },
        { Nested, "{'a': NULL, 'select': NULL}", "{\"a\":null,\"select\":null}" },
        { Nested, "NULL", null },
    };

    private static ColumnMask[] Masks { get; } =
    [
        new NullMask(), new RedactMask(), new HashMask(), new HashMask { IsOfOwnDomain = true }, new PartialMask(2), new PartialMask(8), new ConstantMask("n/a"),
        new PartialFormMask(PartialForm.Email), new PartialFormMask(PartialForm.Phone), new PartialFormMask(PartialForm.Card), new PartialFormMask(PartialForm.Postcode),
    ];

    public static TheoryData<string> Cases { get; } = new(MaskCases.All.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Table_of_masks_holds_in_code_and_in_the_engine(string column)
    {
        var expected = MaskCases.All[column];
        var resource = new PolicyResource(MaskCases.Product, Classification.Internal, [new PolicyColumn(column, expected.Type, [])]);
        var decision = PolicyEngine.Decide(Bundles.Of([Bundles.PermitAll, .. MaskCases.Rules]), new Principal("ana", "analytics", [], []), PolicyAction.Read, resource);

        var seen = decision.Visible(MaskCases.Row, resource, Key)!.Value.GetProperty(column);
        var sql = decision.Masks[column].ToSql(column, expected.Type);
        var (masked, isSame) = (expected with { Value = expected.Masked }, $"SELECT ({sql}) IS NOT DISTINCT FROM ({(expected with { Value = expected.Masked }).Sql}) FROM (SELECT {expected.Sql} AS {column})");

        Assert.True(expected.IsMasked(seen), $"{expected.Mask} of {expected.Value} is {seen}, not {masked.Value}.");
        Assert.True(_connection.Scalar<bool>(isSame), $"{expected.Mask} of {expected.Value} is {_connection.Scalar<string>($"SELECT CAST({sql} AS VARCHAR) FROM (SELECT {expected.Sql} AS {column})")}, not {masked.Value}.");
        foreach (var zone in (string[])["America/Sao_Paulo", "Asia/Kolkata"])
        {
            _connection.Execute($"SET TimeZone = '{zone}'");
            Assert.True(_connection.Scalar<bool>(isSame), zone);
        }
    }

    [Fact]
    public void Hashes_of_a_scope_join_and_those_of_two_do_not()
    {
        var (analytics, payments) = (Key, PseudonymKey.Of(new byte[PseudonymKey.SecretBytes], "domain payments"));
        var (mask, value) = (new HashMask(), JsonElement.Parse("\"ana@example.com\""));

        Assert.Equal(mask.Apply(value, PrimitiveType.Text, analytics), mask.Apply(value, PrimitiveType.Text, PseudonymKey.FromBytes(analytics.ToBytes())));
        Assert.NotEqual(mask.Apply(value, PrimitiveType.Text, analytics), mask.Apply(value, PrimitiveType.Text, payments));
        Assert.Null(mask.Apply(value, PrimitiveType.Text));
        Assert.Equal("d96565c67d1655a88355292797ada8715789e0516fa7cd14dd5c667f0e1b7380", mask.Apply(value, PrimitiveType.Text, analytics));
        Assert.DoesNotContain(Convert.ToHexString(analytics.ToBytes()), $"{analytics}{mask.ToSql("c", PrimitiveType.Text)}", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Sql_and_json_give_the_same_value_of_the_columns_type(string typeText, string literal, string? json)
    {
        var type = ColumnType.Parse(typeText);
        // The name tries to leave its quotes in every expression.
        var column = SqlIdentifier.Quote("x\"), 'stolen' --");
        _connection.Execute($"CREATE OR REPLACE TABLE t ({column} {type.ToDuckDb()}); INSERT INTO t SELECT CAST({literal} AS {type.ToDuckDb()})");
        foreach (var mask in Masks)
        {
            var sql = mask.ToSql(column, type);
            Assert.Equal(
                _connection.Scalar<string>($"SELECT typeof({column}) FROM t"),
                _connection.Scalar<string>($"SELECT typeof({sql}) FROM t"));
            var fromEngine = _connection.Scalar<string>($"SELECT CAST({sql} AS VARCHAR) FROM t");
            var fromPort = mask.Apply(JsonElement.Parse(json ?? "null"), type, Key);
            Assert.Equal(fromEngine, fromPort);
        }
    }

    [Theory]
    [InlineData("REAL", "NaN")]
    [InlineData("REAL", "-Infinity")]
    [InlineData("DOUBLE", "NaN")]
    [InlineData("DOUBLE", "Infinity")]
    public void Number_that_is_not_finite_is_in_no_bucket(string typeText, string number)
    {
        var (type, mask) = (ColumnType.Parse(typeText), new BucketMask(3));

        Assert.True(_connection.Scalar<bool>($"SELECT {mask.ToSql("x", type)} IS NULL FROM (SELECT CAST('{number}' AS {typeText}) AS x)"));
        Assert.Null(mask.Apply(JsonElement.Parse($"\"{number}\""), type));
    }

    [Fact]
    public void Equal_uuids_stay_equal_and_are_uuids()
    {
        var type = ColumnType.Parse("UUID");
        var lower = new HashMask().Apply(JsonElement.Parse("\"7c9e6679-7425-40de-944b-e07fc1f90ae7\""), type, Key)!;
        Assert.Equal(lower, new HashMask().Apply(JsonElement.Parse("\"7C9E6679-7425-40DE-944B-E07FC1F90AE7\""), type, Key)!);
        Assert.NotEqual(lower, new HashMask().Apply(JsonElement.Parse("\"7c9e6679-7425-40de-944b-e07fc1f90ae8\""), type, Key)!);
        Assert.True(Guid.TryParseExact(lower, "D", out _));
        Assert.Null(new HashMask().Apply(JsonElement.Parse("\"not a uuid\""), type, Key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Partial_mask_shows_1_to_8(int showLast) => Assert.Throws<ArgumentOutOfRangeException>(() => new PartialMask(showLast));
}

namespace MeshStarter.Contracts.Tests.Evolution;

public sealed class SchemaFingerprintTests
{
    private static readonly DataProductDescriptor Before = new()
    {
        Name = new DataProductId("orders", "orders"),
        Owner = "orders-team@company.com",
        Schema =
        [
            new() { Name = "order_id", Type = ColumnType.Parse("UUID"), Required = true },
            new() { Name = "quantity", Type = ColumnType.Parse("INTEGER") },
            new() { Name = "email", Type = ColumnType.Parse("STRING"), Tags = ["pii.email", "contact"] },
        ],
        Key = ["order_id"],
        Access = new AccessTerms { Classification = Classification.Internal },
    };

    public static TheoryData<string, DataProductDescriptor, string[]> Changes { get; } = new()
    {
        { "removed", Before with { Schema = [Before.Schema[0], Before.Schema[1]] }, ["schema.email: The column is gone. True"] },
        { "added optional", Added(required: false), ["schema.city: The column is new and optional. False"] },
        { "added required", Added(required: true), ["schema.city: The column is new and required. True"] },
        { "widened", Column(1, c => c with { Type = ColumnType.Parse("BIGINT") }), ["schema.quantity: The type was INTEGER and is BIGINT. False"] },
        { "retyped", Column(1, c => c with { Type = ColumnType.Parse("STRING") }), ["schema.quantity: The type was INTEGER and is STRING. True"] },
        { "optional", Column(0, c => c with { Required = false }), ["schema.order_id: The column became optional. True"] },
        { "required", Column(1, c => c with { Required = true }), ["schema.quantity: The column became required. False"] },
        { "retagged", Column(2, c => c with { Tags = ["pii.email"] }), ["schema.email: The tags were [pii.email, contact] and are [pii.email]. False"] },
        {
            "uncovered", Column(2, c => c with { Tags = ["contact"] }),
            ["schema.email: The column is no longer personal data. False", "schema.email: The tags were [pii.email, contact] and are [contact]. False"]
        },
        { "covered", Before with { Access = Before.Access with { PiiFields = ["quantity"] } }, ["schema.quantity: The column became personal data. True"] },
        { "reordered", Before with { Schema = [.. Before.Schema.Reverse()] }, ["schema: The columns stand in another order. False"] },
        { "rekeyed", Before with { Key = [] }, ["key: The key was [order_id] and is []. True"] },
        { "raised", Before with { Access = new AccessTerms { Classification = Classification.Restricted } }, ["access.classification: The classification was internal and is restricted. True"] },
        { "lowered", Before with { Access = new AccessTerms { Classification = Classification.Public } }, ["access.classification: The classification was internal and is public. False"] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Changed_contract_has_another_fingerprint_and_says_what_changed(string change, DataProductDescriptor after, string[] expected)
    {
        Assert.NotEqual(SchemaFingerprint.Of(Before), SchemaFingerprint.Of(after));
        Assert.Equal(
            expected,
            SchemaComparison.Between(Before, after).Select(c => $"{c.Field}: {c.Message} {c.IsBreaking}"));
        Assert.NotEmpty(change);
    }

    [Fact]
    public void Words_for_people_may_change_under_one_version()
    {
        var after = Before with
        {
            Owner = "someone-else@company.com",
            Description = "other words",
            Examples = ["SELECT 1"],
            Quality = new QualityTerms { FreshnessSla = "5 minutes" },
            Schema = [.. Before.Schema.Select(column => column with { Description = "other words", Tags = [.. column.Tags.Reverse()] })],
            Access = Before.Access with { PiiFields = ["email"] },
        };
        Assert.Equal(SchemaFingerprint.Of(Before), SchemaFingerprint.Of(after));
        Assert.Empty(SchemaComparison.Between(Before, after));
    }

    [Fact]
    public void Comparison_is_empty_exactly_when_fingerprints_are_equal() =>
        Property.ForAll(
            FsCheck.Fluent.Gen.Two(Arbitraries.Descriptors),
            pair => Assert.Equal(
                SchemaFingerprint.Of(pair.Item1) == SchemaFingerprint.Of(pair.Item2),
                SchemaComparison.Between(pair.Item1, pair.Item2).Count == 0));

    [Theory]
    [InlineData("DECIMAL(10,2)", "DECIMAL(18,2)", true)]
    [InlineData("DECIMAL(18,2)", "DECIMAL(10,2)", false)]
    [InlineData("DECIMAL(10,2)", "DECIMAL(18,3)", false)]
    [InlineData("REAL", "DOUBLE", true)]
    [InlineData("BIGINT", "INTEGER", false)]
    [InlineData("ARRAY<INTEGER>", "ARRAY<BIGINT>", true)]
    [InlineData("MAP<STRING, REAL>", "MAP<STRING, DOUBLE>", true)]
    [InlineData("STRUCT<a:INTEGER>", "STRUCT<a:BIGINT, b:DATE>", true)]
    [InlineData("STRUCT<a:INTEGER, b:DATE>", "STRUCT<b:DATE, a:INTEGER>", false)]
    [InlineData("DATE", "DATE", true)]
    public void Widening_loses_nothing(string narrow, string wide, bool expected) =>
        Assert.Equal(expected, TypeWidening.Holds(ColumnType.Parse(narrow), ColumnType.Parse(wide)));

    private static DataProductDescriptor Added(bool required) =>
        Before with { Schema = [.. Before.Schema, new ColumnDefinition { Name = "city", Type = PrimitiveType.Text, Required = required }] };

    private static DataProductDescriptor Column(int index, Func<ColumnDefinition, ColumnDefinition> change) =>
        Before with { Schema = [.. Before.Schema.Select((column, i) => i == index ? change(column) : column)] };
}

using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Evolution;

public sealed class ContractComparisonTests
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

    public static TheoryData<string, DataProductDescriptor, DataProductDescriptor, string[]> Changes { get; } = new()
    {
        { "removed", Before, Before with { Schema = [Before.Schema[0], Before.Schema[1]] }, ["schema.email: The column is gone. Breaking"] },
        { "added optional", Before, Added(required: false), ["schema.city: The column is new and optional. Minor"] },
        { "added required", Before, Added(required: true), ["schema.city: The column is new and required. Breaking"] },
        { "widened", Before, Column(1, c => c with { Type = ColumnType.Parse("BIGINT") }), ["schema.quantity: The type was INTEGER and is BIGINT. Minor"] },
        { "retyped", Before, Column(1, c => c with { Type = ColumnType.Parse("STRING") }), ["schema.quantity: The type was INTEGER and is STRING. Breaking"] },
        { "optional", Before, Column(0, c => c with { Required = false }), ["schema.order_id: The column became optional. Breaking"] },
        { "required", Before, Column(1, c => c with { Required = true }), ["schema.quantity: The column became required. Breaking"] },
        { "retagged", Before, Column(2, c => c with { Tags = ["pii.email"] }), ["schema.email: The tags were [pii.email, contact] and are [pii.email]. Minor"] },
        {
            "uncovered", Before, Column(2, c => c with { Tags = ["contact"] }),
            ["schema.email: The column is no longer personal data. Minor", "schema.email: The tags were [pii.email, contact] and are [contact]. Minor"]
        },
        { "covered", Before, Before with { Access = Before.Access with { PiiFields = ["quantity"] } }, ["schema.quantity: The column became personal data. Breaking"] },
        { "reordered", Before, Before with { Schema = [.. Before.Schema.Reverse()] }, ["schema: The columns are in another order. Minor"] },
        { "rekeyed", Before, Before with { Key = [] }, ["key: The key was [order_id] and is []. Breaking"] },
        { "raised", Before, Before with { Access = new AccessTerms { Classification = Classification.Restricted } }, ["access.classification: The classification was internal and is restricted. Breaking"] },
        { "lowered", Before, Before with { Access = new AccessTerms { Classification = Classification.Public } }, ["access.classification: The classification was internal and is public. Minor"] },
        { "weaker freshness", Promised(new() { FreshnessSla = "5 minutes" }), Promised(new() { FreshnessSla = "10 minutes" }), ["quality.freshness_sla: The promise was 5 minutes and is 10 minutes. Breaking"] },
        { "stronger freshness", Promised(new() { FreshnessSla = "5 minutes" }), Promised(new() { FreshnessSla = "60 seconds" }), ["quality.freshness_sla: The promise was 5 minutes and is 60 seconds. Minor"] },
        { "age for hour", Promised(new() { FreshnessSla = "1 day" }), Promised(new() { FreshnessSla = "by 06:00 daily" }), ["quality.freshness_sla: The promise was 1 day and is by 06:00 daily. Breaking"] },
        { "midnight after an hour", Promised(new() { FreshnessSla = "by 06:00 daily" }), Promised(new() { FreshnessSla = "by 00:00 daily" }), ["quality.freshness_sla: The promise was by 06:00 daily and is by 00:00 daily. Breaking"] },
        { "hour before midnight", Promised(new() { FreshnessSla = "by 00:00 daily" }), Promised(new() { FreshnessSla = "by 06:00 daily" }), ["quality.freshness_sla: The promise was by 00:00 daily and is by 06:00 daily. Minor"] },
        { "earlier hour", Promised(new() { FreshnessSla = "by 06:00 daily" }), Promised(new() { FreshnessSla = "by 05:30 daily UTC" }), ["quality.freshness_sla: The promise was by 06:00 daily and is by 05:30 daily UTC. Minor"] },
        { "new promise", Before, Promised(new() { Availability = "99%" }), ["quality.availability: 99% is promised, where nothing was. Minor"] },
        { "dropped promise", Promised(new() { Completeness = "99%" }), Before, ["quality.completeness: 99% is no longer promised. Breaking"] },
        { "looser evolution", Promised(new() { SchemaEvolution = "full" }), Promised(new() { SchemaEvolution = "none" }), ["quality.schema_evolution: The promise was full and is none. Breaking"] },
        { "shorter retention", Before with { Retention = Days(400) }, Before with { Retention = Days(30) }, ["retention: Rows were kept 400 days and are kept 30 days. Breaking"] },
        { "longer retention", Before with { Retention = Days(30) }, Before, ["retention: Rows were kept 30 days and are kept for ever. Minor"] },
        { "retention by", Before with { Retention = Days(30) }, Before with { Retention = Days(60) with { By = "day" } }, ["retention: Rows were kept 30 days and are kept 60 days from day. Breaking"] },
        { "port gone", Before with { Ports = [PortType.Table, PortType.Rest] }, Before with { Ports = [PortType.Stream, PortType.Table] }, ["ports: The port rest is gone. Breaking", "ports: The port stream is new. Minor"] },
        {
            "layout", Before with { PartitionBy = [new PartitionTerm("order_id", new PartitionTransform(PartitionTransformKind.Bucket, 16))] }, Before,
            ["partition_by: Rows were divided by bucket[16](order_id) and are divided by nothing. Patch"]
        },
        { "publish interval", Before, Before with { PublishInterval = TimeSpan.FromSeconds(2) }, ["publish_interval: The publish interval was derived and is 2 seconds. Patch"] },
        { "accountable", Before, Before with { Accountable = new AccountablePerson("Ada Lovelace", "ada@company.com") }, ["accountable: The accountable person was not named and is Ada Lovelace <ada@company.com>. Patch"] },
        { "consumer", Before with { Consumer = "Finance" }, Before with { Consumer = "Sales" }, ["consumer: The consumer was Finance and is Sales. Patch"] },
        {
            "inputs", Before with { Inputs = [new DataProductId("shop", "orders")] }, Before with { Inputs = [new DataProductId("shop", "payments")] },
            ["inputs: The input shop.orders is gone. Patch", "inputs: The input shop.payments is new. Patch"]
        },
        { "kind", Before, Before with { Kind = ProductKind.Aggregate }, ["kind: The kind was source-aligned and is aggregate. Minor"] },
    };

    public static TheoryData<QualityCheck?, QualityCheck?, ChangeImpact> Checks { get; } = new()
    {
        { null, new RowCountCheck(1, null), ChangeImpact.Minor },
        { new RowCountCheck(1, null), null, ChangeImpact.Breaking },
        { new RowCountCheck(1, null) { Severity = CheckSeverity.Warn }, null, ChangeImpact.Minor },
        { new RowCountCheck(1, null), new RowCountCheck(1, null) { Severity = CheckSeverity.Warn }, ChangeImpact.Breaking },
        { new RowCountCheck(1, null), new RowCountCheck(2, 9), ChangeImpact.Minor },
        { new RowCountCheck(1, 9), new RowCountCheck(1, null), ChangeImpact.Breaking },
        { new NotNullCheck(["email"]), new NotNullCheck(["quantity", "email"]), ChangeImpact.Minor },
        { new NotNullCheck(["quantity", "email"]), new NotNullCheck(["email"]), ChangeImpact.Breaking },
        { new AcceptedValuesCheck("email", ["a", "b"]), new AcceptedValuesCheck("email", ["b"]), ChangeImpact.Minor },
        { new AcceptedValuesCheck("email", ["b"]), new AcceptedValuesCheck("email", ["a", "b"]), ChangeImpact.Breaking },
        { new RangeCheck("quantity", "9", null), new RangeCheck("quantity", "10", "20"), ChangeImpact.Minor },
        { new RangeCheck("quantity", "10", null), new RangeCheck("quantity", "9", null), ChangeImpact.Breaking },
        { new RegexCheck("email", "^a"), new RegexCheck("email", "^ab"), ChangeImpact.Breaking },
        { new FreshnessCheck("day", TimeSpan.FromMinutes(5)), new FreshnessCheck("day", TimeSpan.FromMinutes(4)), ChangeImpact.Minor },
        { new FreshnessCheck("day", TimeSpan.FromMinutes(5)), new FreshnessCheck("day", TimeSpan.FromMinutes(6)), ChangeImpact.Breaking },
        { new CompletenessCheck("email", "99%"), new CompletenessCheck("email", "99.5%"), ChangeImpact.Minor },
        { new CompletenessCheck("email", "99%"), new CompletenessCheck("email", "9%"), ChangeImpact.Breaking },
        { new SqlCheck("SELECT 1"), new SqlCheck("SELECT 2"), ChangeImpact.Breaking },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Change_says_what_it_means_for_readers(string change, DataProductDescriptor before, DataProductDescriptor after, string[] expected) =>
        Assert.Equal((change, string.Join('\n', expected)), (change, string.Join('\n', ContractComparison.Between(before, after).Select(c => $"{c} {c.Impact}"))));

    [Theory]
    [MemberData(nameof(Checks))]
    public void Check_that_lets_more_through_breaks_readers(QualityCheck? before, QualityCheck? after, ChangeImpact expected) =>
        Assert.Equal(expected, ContractComparison.Impact(ContractComparison.Between(Promised(new() { Checks = One(before) }), Promised(new() { Checks = One(after) }))));

    [Fact]
    public void Check_that_is_said_in_other_parts_promises_the_same()
    {
        QualityCheck both = new NotNullCheck(["quantity", "email"]), one = new NotNullCheck(["quantity"]), other = new NotNullCheck(["email"]);
        Assert.Equal(ChangeImpact.Patch, Impact([one, other], [both]));
        Assert.Equal(ChangeImpact.Patch, Impact([both], [other, one, both]));
        Assert.Equal(ChangeImpact.Breaking, Impact([one, other], [one]));
        Assert.Equal(ChangeImpact.Breaking, Impact([one, other], [both with { Severity = CheckSeverity.Warn }]));
        Assert.Equal(ChangeImpact.Breaking, Impact([both], [one, other with { Severity = CheckSeverity.Warn }]));
        Assert.Equal(ChangeImpact.Minor, Impact([one, other with { Severity = CheckSeverity.Warn }], [both]));

        static ChangeImpact Impact(IReadOnlyList<QualityCheck> before, IReadOnlyList<QualityCheck> after) =>
            ContractComparison.Impact(ContractComparison.Between(Promised(new() { Checks = before }), Promised(new() { Checks = after })));
    }

    [Fact]
    public void Words_for_people_are_a_patch()
    {
        var after = Before with
        {
            Owner = "someone-else@company.com",
            Description = "other words",
            Examples = ["SELECT 1"],
            Schema = [.. Before.Schema.Select(column => column with { Description = "other words", Tags = [.. column.Tags.Reverse()] })],
            Access = Before.Access with { PiiFields = ["email"] },
        };
        Assert.Equal(ChangeImpact.Patch, ContractComparison.Impact(ContractComparison.Between(Before, after)));
        Assert.Null(VersionRule.Problem([Before], after));
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Contract_does_not_differ_from_itself() =>
        Property.ForAll(Arbitraries.Descriptors, contract => Assert.Empty(ContractComparison.Between(contract, contract)));

    [Fact]
    [Trait("Category", "Property")]
    public void Difference_is_seen_from_both_sides() =>
        Property.ForAll(
            FsCheck.Fluent.Gen.Two(Arbitraries.Descriptors),
            pair => Assert.Equal(ContractComparison.Between(pair.Item1, pair.Item2).Count == 0, ContractComparison.Between(pair.Item2, pair.Item1).Count == 0));

    [Theory]
    [InlineData("1.0.1", "make it 1.1.0 or later")]
    [InlineData("1.1.0", null)]
    [InlineData("2.0.0", null)]
    [InlineData("0.9.0", null)]
    public void Version_says_at_least_what_changed(string version, string? problem)
    {
        var after = Added(required: false) with { Version = ProductVersion.Parse(version) };
        Assert.Equal(problem is not null, VersionRule.Problem([Before], after)?.Text.Contains(problem!, StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Breaking_change_needs_a_major_version_of_its_own()
    {
        var after = Added(required: true) with { Version = new ProductVersion(1, 5, 0) };
        Assert.EndsWith("That breaks readers: make it 2.0.0 or later.", VersionRule.Problem([Before, Before with { Version = new ProductVersion(1, 4, 0) }], after)!.Text, StringComparison.Ordinal);
    }

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

    private static DataProductDescriptor Promised(QualityTerms quality) => Before with { Quality = quality };

    private static RetentionTerms Days(int days) => new(TimeSpan.FromDays(days));

    private static IReadOnlyList<QualityCheck> One(QualityCheck? check) => check is null ? [] : [check];

    private static DataProductDescriptor Added(bool required) =>
        Before with { Schema = [.. Before.Schema, new ColumnDefinition { Name = "city", Type = PrimitiveType.Text, Required = required }] };

    private static DataProductDescriptor Column(int index, Func<ColumnDefinition, ColumnDefinition> change) =>
        Before with { Schema = [.. Before.Schema.Select((column, i) => i == index ? change(column) : column)] };
}

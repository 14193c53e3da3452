using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>Row filters keep the same rows in SQL and in JSON, and those by claim keep each reader's own.</summary>
public sealed class RowFilterTests : IClassFixture<DuckDbFixture>
{
    private static readonly Principal Ana = new("ana", "analytics", ["analyst"], ["reporting"]) { Claims = Claims(("region", ["SP", "RJ"]), ("store", ["7"])) };

    private readonly DuckDbConnection _connection;

    public RowFilterTests(DuckDbFixture engine)
    {
        _connection = engine.Connection;
        _connection.Execute("SET TimeZone = 'America/Sao_Paulo'");
    }

    [Theory]
    [InlineData("STRING", "[SP, \"a'b\"]", "\"SP\"", true)]
    [InlineData("STRING", "[SP]", "\"sp\"", false)]
    [InlineData("INTEGER", "[7]", "7", true)]
    [InlineData("INTEGER", "[007]", "7", true)]
    [InlineData("INTEGER", "[seven]", "7", false)]
    [InlineData("BIGINT", "[9007199254740993]", "9007199254740993", true)]
    [InlineData("BIGINT", "[9007199254740993]", "9007199254740992", false)]
    [InlineData("BOOLEAN", "[True]", "true", true)]
    [InlineData("UUID", "[7C9E6679-7425-40DE-944B-E07FC1F90AE7]", "\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"", true)]
    [InlineData("DATE", "[2026-01-31]", "\"2026-01-31\"", true)]
    [InlineData("DECIMAL(18,2)", "[12.3]", "\"12.30\"", true)]
    [InlineData("DECIMAL(18,2)", "[12.300]", "\"12.30\"", true)]
    [InlineData("DECIMAL(18,2)", "[12.301]", "\"12.30\"", false)]
    [InlineData("DECIMAL(38,0)", "[99999999999999999999999999999999999999]", "\"99999999999999999999999999999999999999\"", true)]
    [InlineData("TIME", "[\"06:00\"]", "\"06:00:00\"", true)]
    [InlineData("TIMESTAMP", "[\"2026-01-31T08:00:00+02:00\"]", "\"2026-01-31T06:00:00Z\"", true)]
    [InlineData("TIMESTAMP", "[\"2026-01-31T06:00:00Z\"]", "\"2026-01-31T06:00:00.000001Z\"", false)]
    [InlineData("TIMESTAMP_NTZ", "[\"2026-01-31 06:00:00\"]", "\"2026-01-31T06:00:00\"", true)]
    [InlineData("STRING", "[SP]", "null", false)]
    public void Filter_keeps_the_same_rows_in_sql_and_in_json(string typeText, string values, string json, bool isKept)
    {
        var type = ColumnType.Parse(typeText);
        var (resource, value) = (Resource(type), JsonElement.Parse(json));
        var decision = PolicyEngine.Decide(Bundle($"values: {values}"), Ana, PolicyAction.Read, resource);
        var literal = value.ValueKind == JsonValueKind.Null ? "NULL" : SqlText.Quote(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

        Assert.True(decision.HasObligations);
        Assert.Equal(isKept, decision.Visible(JsonElement.Parse($$"""{"at":{{json}}}"""), resource) is not null);
        Assert.Equal(isKept ? 1 : 0, _connection.Scalar<long>($"SELECT count(*) FROM (SELECT CAST({literal} AS {type.ToDuckDb()}) AS at) WHERE {decision.RowFilters[0]}"));
    }

    [Theory]
    [InlineData("DOUBLE")]
    [InlineData("REAL")]
    [InlineData("BINARY")]
    [InlineData("ARRAY<STRING>")]
    public void Type_without_one_text_is_not_filtered_but_refused(string type) =>
        Assert.False(PolicyEngine.Decide(Bundle("values: [a]"), Ana, PolicyAction.Read, Resource(ColumnType.Parse(type))).Permit);

    [Fact]
    public void Reader_sees_the_rows_of_its_claim()
    {
        var resource = Resource(PrimitiveType.Text);
        var bundle = Bundle("claim: region");
        string Filter(Principal reader) => Assert.Single(PolicyEngine.Decide(bundle, reader, PolicyAction.Read, resource).RowFilters);
        bool Sees(Principal reader, string region) => PolicyEngine.Decide(bundle, reader, PolicyAction.Read, resource).Visible(JsonElement.Parse($$"""{"at":"{{region}}"}"""), resource) is not null;

        Assert.Equal("(CAST(\"at\" AS VARCHAR) IN ('SP', 'RJ'))", Filter(Ana));
        Assert.Equal("(CAST(\"at\" AS VARCHAR) IN ('M''G'))", Filter(Ana with { Claims = Claims(("region", ["M'G"])) }));
        Assert.Equal("(FALSE)", Filter(Ana with { Claims = Claims() }));
        Assert.Equal((true, false), (Sees(Ana, "SP"), Sees(Ana, "MG")));
        Assert.False(Sees(Ana with { Claims = Claims() }, "SP"));
        Assert.False(PolicyEngine.Decide(bundle, Ana, PolicyAction.ReadRaw, resource).Permit);
    }

    [Theory]
    [InlineData("sub", "'ana'")]
    [InlineData("domain", "'analytics'")]
    [InlineData("roles", "'analyst'")]
    [InlineData("purpose", "'reporting'")]
    public void Claims_of_every_principal_are_claims(string claim, string expected) =>
        Assert.Equal([$"(CAST(\"at\" AS VARCHAR) IN ({expected}))"], PolicyEngine.Decide(Bundle($"claim: {claim}"), Ana, PolicyAction.Read, Resource(PrimitiveType.Text)).RowFilters);

    [Fact]
    public void Claim_that_is_no_value_of_the_column_keeps_no_row() =>
        Assert.Equal(["(FALSE)"], PolicyEngine.Decide(Bundle("claim: region"), Ana, PolicyAction.Read, Resource(ColumnType.Parse("BIGINT"))).RowFilters);

    [Fact]
    public void Readers_with_the_same_claims_share_a_decision()
    {
        var (resource, bundle) = (Resource(PrimitiveType.Text), Bundle("claim: region"));
        var first = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, resource);

        Assert.Same(first, PolicyEngine.Decide(bundle, Ana with { Subject = "bob", Claims = Claims(("region", ["SP", "RJ"])) }, PolicyAction.Read, resource));
        Assert.NotSame(first, PolicyEngine.Decide(bundle, Ana with { Claims = Claims(("region", ["SP"])) }, PolicyAction.Read, resource));
        foreach (var i in Enumerable.Range(0, 1_000))
        {
            Assert.Equal([$"(CAST(\"at\" AS VARCHAR) IN ('{i}'))"], PolicyEngine.Decide(bundle, Ana with { Claims = Claims(("region", [$"{i}"])) }, PolicyAction.Read, resource).RowFilters);
        }

        Assert.NotNull(first.BundleVersion);
        Assert.Equal(first.ObligationsName, PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, resource).ObligationsName);
    }

    [Theory]
    [InlineData("keep: { column: at }", "key.missing")]
    [InlineData("keep: { column: at, values: [a], claim: region }", "keep.both")]
    [InlineData("keep: { column: at, claim: exp }", "claim.name")]
    [InlineData("keep: { column: at, claim: \"a b\" }", "claim.name")]
    [InlineData("keep: { column: at, claim: }", "condition.empty")]
    public void Wrong_filter_is_refused(string keep, string rule)
    {
        var refused = Assert.Throws<PolicyFormatException>(() => Bundles.Of(Bundles.PermitAll, $"- {{ id: f, description: d, effect: filter, {keep}, when: everyone }}"));
        Assert.Contains(refused.Issues, issue => issue.Rule == rule);
    }

    [Fact]
    public void Stated_purpose_is_one_of_the_token_or_any_where_the_token_has_none()
    {
        Assert.Equal(["reporting"], Ana.Stating("reporting")!.Purposes);
        Assert.Null(Ana.Stating("marketing"));
        Assert.Equal(["marketing"], (Ana with { Purposes = [] }).Stating("marketing")!.Purposes);
        Assert.Null(Principal.PurposeProblem("fraud detection"));
        Assert.All(["", " ", "a\nb", new string('x', 101)], text => Assert.NotNull(Principal.PurposeProblem(text)));
    }

    private static PolicyBundle Bundle(string keep) => Bundles.Of(Bundles.PermitAll, $"- {{ id: f, description: d, effect: filter, keep: {{ column: AT, {keep} }}, when: everyone }}");

    private static PolicyResource Resource(ColumnType type) => new(new DataProductId("orders", "orders"), Classification.Internal, [new PolicyColumn("at", type, [])]);

    private static Dictionary<string, IReadOnlyList<string>> Claims(params (string Name, string[] Values)[] claims) => claims.ToDictionary(claim => claim.Name, claim => (IReadOnlyList<string>)claim.Values);
}

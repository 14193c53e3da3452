using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Catalog.Tests.Profiles;

/// <summary>The content of a product's page, as each caller may see it.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class ProfileTests(CatalogFixture catalog)
{
    private static readonly QualityCheck NotNull = new NotNullCheck(["order_id"]);

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [SkippableFact]
    public async Task Columns_are_clear_for_the_owner_and_masked_for_others_by_a_rule_that_is_named_among_those_that_can_apply()
    {
        var product = await catalog.RegisteredAsync();

        var analyst = await ProfileAsync(product, catalog.Analyst());
        var owner = await ProfileAsync(product, catalog.Owner(product.Domain));

        Assert.Equal("""[{"name":"order_id","lifted_by_grant":false,"clear_by_grant":false},{"name":"customer_email","mask":"redact","rule":"personal-data-is-masked","lifted_by_grant":true,"clear_by_grant":false}]""", analyst["reading"]!["columns"]!.ToJsonString());
        Assert.Equal("""[{"name":"order_id","lifted_by_grant":false,"clear_by_grant":false},{"name":"customer_email","lifted_by_grant":false,"clear_by_grant":false}]""", owner["reading"]!["columns"]!.ToJsonString());
        Assert.Equal([(true, false), (true, true)], new[] { analyst, owner }.Select(profile => (profile["reading"]!["may_read"]!.GetValue<bool>(), profile["reading"]!["may_read_files"]!.GetValue<bool>())));

        var rules = analyst["rules"]!.AsArray().ToDictionary(rule => rule!["id"]!.GetValue<string>(), rule => rule!);
        Assert.True(rules["personal-data-is-masked"]["applies_to_caller"]!.GetValue<bool>());
        Assert.False(rules["owner-uses-its-own"]["applies_to_caller"]!.GetValue<bool>());
        Assert.DoesNotContain("confidential-products-can-be-found", rules.Keys);
        Assert.Equal("[]", rules["owner-can-be-reached"]["findings"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Confidential_product_is_described_with_the_reason_why_its_rows_cannot_be_read()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "confidential" });

        var profile = await ProfileAsync(product, catalog.Analyst());

        Assert.False(profile["reading"]!["may_read"]!.GetValue<bool>());
        Assert.StartsWith($"No rule permits to read {product.Name}", profile["reading"]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Days_and_last_batches_are_counted_of_the_reports()
    {
        var product = await catalog.RegisteredAsync();
        var yesterday = _now.AddDays(-1);
        await catalog.ReportAsync(product, Batch("1", yesterday, 10, 77, CheckOutcome.Passed) with { DurationMs = 1_500 });
        await catalog.ReportAsync(product, Batch("2", _now.AddSeconds(-2), 5, null, CheckOutcome.Failed));
        await catalog.ReportAsync(product, Batch("3", _now.AddSeconds(-1), 7, 78, CheckOutcome.Passed) with { DurationMs = 30 });

        var profile = await ProfileAsync(product, catalog.Analyst());

        var days = profile["quality"]!["days"]!.AsArray().Select(day => $"{day!["batches"]} {day["rows"]} {day["kept_out"]} {day["checks"]![0]!["passed"]} {day["checks"]![0]!["failed"]}");
        // At midnight the last two may be of one day or of two.
        Assert.Equal(3, profile["quality"]!["days"]!.AsArray().Sum(day => day!["batches"]!.GetValue<int>()));
        Assert.Equal("1 10 0 1 0", days.Last());
        Assert.Equal(["3 7 30 78", "2 5  ", "1 10 1500 77"], profile["publishes"]!.AsArray().Select(batch => $"{batch!["batch_id"]} {batch["rows"]} {batch["duration_ms"]} {batch["snapshot_id"]}"));
        Assert.Equal("passed", profile["quality"]!["checks"]![0]!["result"]!["outcome"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Batches_beyond_the_last_ones_are_removed()
    {
        var product = await catalog.RegisteredAsync();
        for (var batch = 0; batch < 60; batch++)
        {
            await catalog.ReportAsync(product, Batch($"{batch}", _now.AddHours(-1).AddSeconds(batch), 1, batch + 1, CheckOutcome.Passed));
        }

        await catalog.ReportAsync(product, Batch("last", _now, 1, 100, CheckOutcome.Passed));

        Assert.InRange(await catalog.CountAsync("batches", product), 50, 52);
        var batches = (await ProfileAsync(product, catalog.Analyst()))["publishes"]!.AsArray();
        Assert.Equal((20, "last"), (batches.Count, batches[0]!["batch_id"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Day_of_more_than_a_month_ago_is_removed()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.ReportAsync(product, Batch("1", _now.AddDays(-40), 10, 77, CheckOutcome.Passed));
        await catalog.ReportAsync(product, Batch("2", _now, 10, 78, CheckOutcome.Passed));

        Assert.Equal(1, await catalog.CountAsync("quality_days", product));
    }

    [SkippableFact]
    public async Task Versions_have_their_changes_and_each_can_be_shown()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "1.1.0", Columns = product.Columns + "\n  - { name: city, type: STRING, description: Where it goes }" });
        await catalog.RegisterAsync(product with { Version = "2.0.0", Retention = "300 days" });

        var profile = await ProfileAsync(product, catalog.Analyst());
        var first = await ProfileAsync(product, catalog.Analyst(), "?version=1.0.0");

        Assert.Equal("2.0.0", profile["product"]!["version"]!.GetValue<string>());
        Assert.Equal(
            ["2.0.0 true 1.1.0 2", "1.1.0 false 1.0.0 1", "1.0.0 false  0"],
            profile["versions"]!.AsArray().Select(version => $"{version!["version"]} {version["is_default"]} {version["previous"]} {version["changes"]!.AsArray().Count}"));
        Assert.Equal("""{"field":"schema.city","message":"The column is new and optional.","impact":"minor"}""", profile["versions"]![1]!["changes"]![0]!.ToJsonString());
        Assert.Equal("1.0.0", first["product"]!["version"]!.GetValue<string>());
        Assert.Equal(2, first["product"]!["schema"]!.AsArray().Count);
        Assert.Equal("deprecated", first["product"]!["lifecycle"]!["state"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Version_that_a_reader_may_not_discover_is_in_no_list_and_no_difference()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted", Columns = product.Columns + "\n  - { name: secret, type: STRING, description: Hidden }" });

        var analyst = await ProfileAsync(product, catalog.Analyst(), "?version=1.0.0");
        var owner = await ProfileAsync(product, catalog.Owner(product.Domain), "?version=1.0.0");

        Assert.Equal(["1.0.0"], analyst["versions"]!.AsArray().Select(version => version!["version"]!.GetValue<string>()));
        Assert.DoesNotContain("secret", analyst.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, owner["versions"]!.AsArray().Count);
    }

    [SkippableTheory]
    [InlineData("?version=9.9.9", "version: there is no version 9.9.9 of {0} that you may see. There is 1.1.0, 1.0.0.")]
    [InlineData("@1?version=2.0.0", "version: there is no version 2.0.0 of {0}@1 that you may see. There is 1.1.0, 1.0.0.")]
    [InlineData("@3?version=3.0.0", "name: there is no product \"{0}@3\" that you may see; GET /products lists those that there are.")]
    [InlineData("/profile?version=2.0.0", "version: there is no version 2.0.0 of {0} that you may see. There is 1.1.0, 1.0.0.")]
    [InlineData("/changes?from=0.9.0", "from: there is no version 0.9.0 of {0} that you may see. There is 1.1.0, 1.0.0.")]
    [InlineData("/changes?from=1.0.0&to=2.0.0", "to: there is no version 2.0.0 of {0} that you may see. There is 1.1.0, 1.0.0.")]
    public async Task Version_that_is_not_there_or_hidden_is_named_with_those_that_a_reader_may_discover(string address, string detail)
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "1.1.0" });
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted" });

        var (status, problem) = await catalog.GetAsync($"/products/{product.Name}{address}", catalog.Analyst());

        Assert.Equal((HttpStatusCode.NotFound, string.Format(CultureInfo.InvariantCulture, detail, product.Name)), (status, problem["detail"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Differences_of_any_two_versions_are_sentences_with_their_impact()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "2.0.0", Retention = "300 days" });

        var (status, changes) = await catalog.GetAsync($"/products/{product.Name}/changes?from=1.0.0&to=2.0.0", catalog.Analyst());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"from":"1.0.0","to":"2.0.0","impact":"breaking","changes":[{"field":"retention","message":"Rows were kept 400 days and are kept 300 days.","impact":"breaking"}]}""",
            changes.ToJsonString());
    }

    [SkippableTheory]
    [InlineData("avro", "application/json", "\"type\": \"record\"")]
    [InlineData("json-schema", "application/schema+json", "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"")]
    [InlineData("odcs", "application/yaml", "apiVersion: v3.1.0")]
    public async Task Contract_is_a_file(string format, string mediaType, string part)
    {
        var product = await catalog.RegisteredAsync();

        var (type, name, text) = await catalog.DownloadAsync($"/products/{product.Name}/contract?format={format}&version=1.0.0", catalog.Analyst());

        Assert.Equal(mediaType, type);
        Assert.StartsWith($"{product.Name}-1.0.0.", name, StringComparison.Ordinal);
        Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Consumers_are_counts_for_all_and_names_with_purposes_for_owner_and_auditors()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());
        await catalog.SubscribeAsync(product.Name, catalog.Service("payments"));
        var auditor = catalog.Token(new("auditor", "governance", ["auditor"], []));

        var analyst = await ProfileAsync(product, catalog.Analyst());

        Assert.Equal("""{"count":2,"domains":[{"domain":"analytics","count":1},{"domain":"payments","count":1}]}""", analyst["consumers"]!.ToJsonString());
        foreach (var token in (string[])[catalog.Owner(product.Domain), auditor])
        {
            var profile = await ProfileAsync(product, token);
            Assert.Equal(["analyst analysis", "payments analysis"], profile["consumers"]!["subscriptions"]!.AsArray().Select(subscription => $"{subscription!["consumer"]} {subscription["purpose"]}"));
        }

        var (_, own) = await catalog.GetAsync($"/products/{product.Name}/subscriptions", catalog.Analyst());
        Assert.Equal(["analyst"], own["items"]!.AsArray().Select(subscription => subscription!["consumer"]!.GetValue<string>()));

        await catalog.GetAsync($"/products/{product.Name}/subscriptions", catalog.Owner(product.Domain));
        await Eventually.HoldsAsync(() => string.Join(' ', catalog.Policies.Audit.Where(record => record is { Permit: true, Action: "audit" } && record.Product?.ToString() == product.Name).Select(record => record.Subject).Order(StringComparer.Ordinal))
            == $"auditor {product.Domain}-owner {product.Domain}-owner");
    }

    private static BatchReport Batch(string id, DateTimeOffset at, long rows, long? snapshot, CheckOutcome outcome) => new()
    {
        BatchId = id,
        Version = ProductVersion.First,
        CheckedAt = at,
        Rows = rows,
        SnapshotId = snapshot,
        Results = [new CheckResult { Check = NotNull, Outcome = outcome }],
    };

    private async Task<JsonObject> ProfileAsync(TestProduct product, string token, string query = "")
    {
        var (status, profile) = await catalog.GetAsync($"/products/{product.Name}/profile{query}", token);
        Assert.Equal(HttpStatusCode.OK, status);
        return profile;
    }
}

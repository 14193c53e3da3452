using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Tests.Slo;

/// <summary>A product has one state: on its page, in search, on the map and in lineage. Measurements follow what its domain's service answers.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class ProductStateTests(CatalogFixture catalog)
{
    // The names of the first domains of the map.
    private readonly string _domain = "a" + Guid.NewGuid().ToString("N")[..12];

    [SkippableFact]
    public async Task State_follows_the_measured_service_levels_and_is_the_same_everywhere()
    {
        await using var measuring = await catalog.MeasureAsync();
        var product = new TestProduct { Domain = _domain, ServedAt = measuring.Domain.Address };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        Assert.Equal("unknown", await StateAsync(product));

        measuring.Answer(new ProductMajorVersion(DataProductId.Parse(product.Name), 1));
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal("met", await StateAsync(product));

        measuring.Domain.Status = 503;
        await measuring.MeasureAsync(2 * SloStore.Interval);
        Assert.Equal("at_risk: availability", await StateAsync(product));

        measuring.Domain.Status = 200;
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal("recovered: availability", await StateAsync(product));

        measuring.Domain.Status = 503;
        await measuring.MeasureAsync(4 * SloStore.Interval);
        Assert.Equal("breached: availability", await StateAsync(product));
    }

    [SkippableFact]
    public async Task Check_that_does_not_pass_puts_a_product_at_risk_and_rows_that_do_not_reach_readers_breach_it()
    {
        await using var measuring = await catalog.MeasureAsync();
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = _domain, ServedAt = measuring.Domain.Address });
        var id = new ProductMajorVersion(DataProductId.Parse(product.Name), 1);
        measuring.Answer(id);
        await measuring.MeasureAsync(SloStore.Interval);

        await ReportAsync(product, "1", CheckOutcome.Failed);
        Assert.Equal("at_risk: check_failing", await StateAsync(product));
        measuring.Answer(id, failingSince: TimeProvider.System.GetUtcNow());
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal("breached: not_publishing", await StateAsync(product));

        measuring.Answer(id);
        await measuring.MeasureAsync(SloStore.Interval);
        await ReportAsync(product, "2", CheckOutcome.Passed);
        Assert.Equal("met", await StateAsync(product));
    }

    [SkippableFact]
    public async Task Source_that_fails_puts_a_product_at_risk_by_its_service_s_word_until_it_works()
    {
        await using var measuring = await catalog.MeasureAsync();
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = _domain, ServedAt = measuring.Domain.Address });
        var id = new ProductMajorVersion(DataProductId.Parse(product.Name), 1);

        measuring.Answer(id, sourceFailingSince: TimeProvider.System.GetUtcNow());
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal("at_risk: source_failing", await StateAsync(product));
        await ReportAsync(product, "1", CheckOutcome.Failed);
        Assert.Equal("at_risk: source_failing", await StateAsync(product));

        measuring.Answer(id);
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal("at_risk: check_failing", await StateAsync(product));
    }

    [SkippableFact]
    public async Task Run_that_failed_puts_a_product_at_risk_until_its_window_succeeds()
    {
        await using var measuring = await catalog.MeasureAsync();
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = _domain, ServedAt = measuring.Domain.Address });
        var id = new ProductMajorVersion(DataProductId.Parse(product.Name), 1);

        measuring.Answer(id, pipeline: new PipelineHealth(0, TimeProvider.System.GetUtcNow()));
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal("at_risk: pipeline_failing", await StateAsync(product));

        measuring.Answer(id, pipeline: new PipelineHealth(0, null));
        await measuring.MeasureAsync(SloStore.Interval);
        Assert.Equal("met", await StateAsync(product));
    }

    [SkippableFact]
    public async Task Product_whose_service_has_a_refused_version_is_breached_until_one_is_registered()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = _domain });
        var other = product with { Columns = "- { name: order_id, type: STRING, required: true, description: Other }", Version = "1.1.0" };

        // The service has what it had.
        await catalog.RegisterAsync(other, catalog.Owner(_domain));
        Assert.Equal("unknown", await StateAsync(product));
        Assert.Equal(HttpStatusCode.Conflict, (await catalog.RegisterAsync(other)).Status);
        Assert.Equal("breached: refused", await StateAsync(product));

        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        Assert.Equal("unknown", await StateAsync(product));
    }

    [SkippableFact]
    public async Task Refused_version_of_a_product_that_is_not_registered_leaves_no_trace()
    {
        var product = new TestProduct { Domain = _domain, Version = "1.0.0", Columns = "- { name: order_id, type: NOTHING }" };

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await catalog.RegisterAsync(product)).Status);

        Assert.Equal(0, await catalog.CountAsync("refused_versions", product));
    }

    [SkippableFact]
    public async Task Product_of_a_silent_domain_is_breached()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = _domain });
        await catalog.SendAsync(HttpMethod.Put, $"/domains/{_domain}/presence", catalog.Service(_domain));
        await catalog.SilenceAsync(_domain, TimeSpan.FromMinutes(11));

        Assert.Equal("breached: unreachable", await StateAsync(product));
    }

    [SkippableFact]
    public async Task Search_filters_by_the_state_that_it_shows()
    {
        await using var measuring = await catalog.MeasureAsync();
        var (late, healthy) = (new TestProduct { Domain = _domain, ServedAt = measuring.Domain.Address, Product = "late" }, new TestProduct { Domain = _domain, ServedAt = measuring.Domain.Address, Product = "healthy" });
        foreach (var product in new[] { late, healthy })
        {
            await catalog.RegisterAsync(product);
            measuring.Answer(new ProductMajorVersion(DataProductId.Parse(product.Name), 1), waitingSeconds: product == late ? 3_600 : 0);
        }

        await measuring.MeasureAsync(2 * SloStore.Interval);

        Assert.Equal("at_risk: freshness", await StateAsync(late));
        var page = (await catalog.GetAsync($"/products?domain={_domain}&slo=at_risk", catalog.Analyst())).Body;
        Assert.Equal([late.Name], page["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));
        var facet = page["facets"]!.AsArray().Single(facet => facet!["name"]!.GetValue<string>() == "slo")!;
        Assert.Equal(["at_risk 1", "met 1"], facet["values"]!.AsArray().Select(value => $"{value!["value"]} {value["count"]}").Order(StringComparer.Ordinal));
    }

    // The state with its cause, which all answers must agree on.
    private async Task<string> StateAsync(TestProduct product)
    {
        var token = catalog.Analyst();
        var slo = (await catalog.GetAsync($"/products/{product.Name}/slo", token)).Body;
        var listed = (await catalog.GetAsync($"/slo?domain={_domain}", token)).Body["items"]!.AsArray().Single(item => item!["product"]!.GetValue<string>() == product.Name)!;
        var match = (await catalog.GetAsync($"/products?q=&domain={_domain}", token)).Body["items"]!.AsArray().Single(item => item!["name"]!.GetValue<string>() == product.Name)!;
        var glance = (await catalog.GetAsync("/overview", token)).Body["domains"]!.AsArray().Single(domain => domain!["domain"]!.GetValue<string>() == _domain)!["products"]!.AsArray()
            .Single(item => item!["name"]!.GetValue<string>() == product.Name)!;
        var node = await NodeAsync(product, token);
        var state = Text(slo);
        Assert.All(new[] { Text(listed), Text(glance["status"]!), Text(node["product"]!["status"]!) }, other => Assert.Equal(state, other));
        Assert.Equal(slo["state"]!.GetValue<string>(), match["slo"]!.GetValue<string>());
        return state;
    }

    private static string Text(JsonNode status) =>
        $"{status["state"]}{(status["reason"]?.GetValue<string>() is { } reason ? $": {(reason == "service_level" ? status["objective"] : reason)}" : "")}";

    // A product is a node once a job was reported that makes it.
    private async Task<JsonNode> NodeAsync(TestProduct product, string token)
    {
        await catalog.FlowAsync(product);
        var page = (await catalog.GetAsync($"/lineage?node=dataset:mesh:{product.Name}", token)).Body;
        return page["nodes"]!.AsArray().Single(node => node!["id"]!.GetValue<string>() == $"dataset:mesh:{product.Name}")!;
    }

    private Task ReportAsync(TestProduct product, string batch, CheckOutcome outcome) => catalog.ReportAsync(
        product,
        new BatchReport
        {
            Version = ProductVersion.Parse(product.Version),
            BatchId = batch,
            Rows = 1,
            CheckedAt = TimeProvider.System.GetUtcNow(),
            SnapshotId = 7,
            Results = [new CheckResult { Check = new NotNullCheck(["order_id"]), Outcome = outcome, FailingRows = outcome == CheckOutcome.Passed ? 0 : 1, Reason = outcome == CheckOutcome.Passed ? null : "1 row: order_id is missing." }],
        });
}

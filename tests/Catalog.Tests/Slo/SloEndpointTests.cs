using System.Net;

namespace MeshStarter.Catalog.Tests.Slo;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class SloEndpointTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Service_levels_are_listed_with_what_the_contract_promises()
    {
        var product = new TestProduct { SchemaEvolution = "full", Completeness = "99%" };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);

        var (status, slo) = await catalog.GetAsync($"/products/{product.Name}/slo", catalog.Analyst());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["freshness: 5 minutes", "availability: 99.9%", "completeness: 99%", "documentation: "],
            slo["objectives"]!.AsArray().Select(objective => $"{objective!["objective"]}: {objective["promise"]}"));
        Assert.Equal((product.Name, 1), (slo["product"]!.GetValue<string>(), slo["major"]!.GetValue<int>()));
    }

    [SkippableFact]
    public async Task List_has_the_products_that_the_caller_may_discover_page_by_page()
    {
        var shown = new TestProduct { Product = "first" };
        foreach (var product in new[] { shown, shown with { Product = "second" }, shown with { Product = "hidden", Classification = "restricted" } })
        {
            Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        }

        var (_, first) = await catalog.GetAsync($"/slo?domain={shown.Domain}&limit=1", catalog.Analyst());
        var (_, rest) = await catalog.GetAsync($"/slo?domain={shown.Domain}&limit=1&after={first["next"]}", catalog.Analyst());

        Assert.Equal([$"{shown.Domain}.first", $"{shown.Domain}.second"], first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => item!["product"]!.GetValue<string>()));
        Assert.Null(rest["next"]);
    }

    [SkippableFact]
    public async Task Product_that_promises_fresher_rows_than_its_input_is_registered_with_a_warning()
    {
        var input = new TestProduct { Product = "input", Freshness = "1 hour" };
        var product = input with { Product = "made", Freshness = "5 minutes" };
        await catalog.RegisterAsync(input);
        Assert.Null((await catalog.RegisterAsync(product)).Body["warnings"]);
        await catalog.FlowAsync(product, input);

        var (status, registered) = await catalog.RegisterAsync(product);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([$"quality.freshness_sla: 5 minutes cannot be promised while its input {input.Name} promises 1 hour."], registered["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>()));
        Assert.Null((await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst())).Body["warnings"]);
    }

    [SkippableFact]
    public async Task Product_that_promises_fresher_rows_than_a_declared_input_is_registered_with_a_warning()
    {
        var input = await catalog.RegisteredAsync(new TestProduct { Product = "input", Freshness = "1 hour" });

        var (_, registered) = await catalog.RegisterAsync(input with { Product = "made", Freshness = "5 minutes", Inputs = $"[{input.Name}]" });

        Assert.Equal([$"quality.freshness_sla: 5 minutes cannot be promised while its input {input.Name} promises 1 hour."], registered["warnings"]!.AsArray().Select(warning => warning!.GetValue<string>()));
    }
}

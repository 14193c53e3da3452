using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Overview;

/// <summary>The mesh at a glance. The catalog of these tests has products of others, so each looks at its own domain.</summary>
[Collection(CatalogCollection.Name)]
public sealed class OverviewTests(CatalogFixture catalog)
{
    // The first domains of the list.
    private readonly string _domain = "a" + Guid.NewGuid().ToString("N")[..12];

    [SkippableFact]
    public async Task Product_that_the_caller_may_not_discover_is_in_no_list_flow_or_change()
    {
        var (open, hidden) = (Product("orders"), Product("secrets") with { Classification = "restricted" });
        await catalog.RegisterAsync(open);
        await catalog.RegisterAsync(hidden);
        await catalog.FlowAsync(open, hidden);

        var (own, foreign) = (await OverviewAsync(catalog.Owner(_domain)), await OverviewAsync(catalog.Analyst()));

        Assert.Equal(["orders unknown", "secrets unknown"], Products(own));
        Assert.Equal(["orders unknown"], Products(foreign));
        Assert.Equal([$"{hidden.Name} {open.Name}"], Flows(own));
        Assert.Empty(Flows(foreign));
        Assert.Equal(["product_added secrets 1.0.0", "product_added orders 1.0.0"], await ChangesAsync(catalog.Owner(_domain)));
        Assert.Equal(["product_added orders 1.0.0"], await ChangesAsync(catalog.Analyst()));
    }

    [SkippableFact]
    public async Task Domain_of_which_the_caller_may_see_no_product_is_not_there()
    {
        await catalog.RegisterAsync(Product("secrets") with { Classification = "restricted" });

        Assert.Null(Domain(await OverviewAsync(catalog.Analyst())));
        Assert.NotNull(Domain(await OverviewAsync(catalog.Owner(_domain))));
    }

    [SkippableFact]
    public async Task Domain_with_many_products_shows_the_first_and_says_that_there_are_more()
    {
        foreach (var number in Enumerable.Range(1, 9))
        {
            await catalog.RegisterAsync(Product($"p{number}") with { Classification = number == 9 ? "restricted" : "internal" });
        }

        var (own, foreign) = (Domain(await OverviewAsync(catalog.Owner(_domain)))!, Domain(await OverviewAsync(catalog.Analyst()))!);

        Assert.Equal((8, true), (own["products"]!.AsArray().Count, own["has_more"]!.GetValue<bool>()));
        Assert.Equal((8, false), (foreign["products"]!.AsArray().Count, foreign["has_more"]!.GetValue<bool>()));
    }

    [SkippableFact]
    public async Task Failure_to_publish_is_a_change()
    {
        var product = Product("orders");
        await catalog.RegisterAsync(product);

        await catalog.FailAsync(product.Name, TimeProvider.System.GetUtcNow());

        Assert.Equal(["orders breached"], Products(await OverviewAsync(catalog.Analyst())));
        Assert.Equal(["publishing_failed orders ", "product_added orders 1.0.0"], await ChangesAsync(catalog.Analyst()));
    }

    [SkippableFact]
    public async Task Version_of_a_known_product_and_its_deprecation_are_changes()
    {
        var product = Product("orders");
        await catalog.RegisterAsync(product);
        await catalog.RegisterAsync(product with { Version = "1.1.0" });
        await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddDays(400));

        Assert.Equal(["deprecated orders ", "version_added orders 1.1.0", "product_added orders 1.0.0"], await ChangesAsync(catalog.Analyst()));
    }

    [SkippableFact]
    public async Task Change_before_more_hidden_ones_than_are_read_at_once_is_shown()
    {
        await catalog.RegisterAsync(Product("orders"));
        var hidden = $"{_domain}.secrets";
        Assert.Equal(1500, await catalog.ExecuteAsync("INSERT INTO publishing_failures (product, major, failing_since) SELECT $1, major, now() FROM generate_series(1, 1500) major", hidden));

        var changes = await ChangesAsync(catalog.Analyst());
        Assert.Equal(1500, await catalog.ExecuteAsync("DELETE FROM publishing_failures WHERE product = $1", hidden));

        Assert.Equal(["product_added orders 1.0.0"], changes);
    }

    private TestProduct Product(string name) => new() { Domain = _domain, Product = name };

    private async Task<JsonObject> OverviewAsync(string token) => (await catalog.GetAsync("/overview", token)).Body;

    private JsonNode? Domain(JsonObject overview) => overview["domains"]!.AsArray().SingleOrDefault(domain => domain!["domain"]!.GetValue<string>() == _domain);

    private IEnumerable<string> Products(JsonObject overview) =>
        Domain(overview)!["products"]!.AsArray().Select(product => $"{product!["name"]!.GetValue<string>().Split('.')[1]} {product["status"]!["state"]}");

    private IEnumerable<string> Flows(JsonObject overview) =>
        overview["flows"]!.AsArray().Select(flow => $"{flow!["from"]} {flow["to"]}").Where(flow => flow.StartsWith(_domain, StringComparison.Ordinal));

    private async Task<IEnumerable<string>> ChangesAsync(string token) =>
        (await catalog.GetAsync("/changes?limit=100", token)).Body["items"]!.AsArray()
            .Where(change => change!["product"]!.GetValue<string>().StartsWith(_domain + ".", StringComparison.Ordinal))
            .Select(change => $"{change!["kind"]} {change["product"]!.GetValue<string>().Split('.')[1]} {change["version"]}");
}

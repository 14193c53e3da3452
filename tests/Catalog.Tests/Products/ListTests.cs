using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Tests.Products;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class ListTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Last_page_says_that_nothing_follows()
    {
        var product = await catalog.RegisteredAsync();

        var (status, page) = await catalog.GetAsync($"/products?domain={product.Domain}", catalog.Analyst());

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["items", "next"], page.Select(member => member.Key));
        Assert.EndsWith(",\"next\":null}", page.ToJsonString(), StringComparison.Ordinal);
        var item = Assert.Single(page["items"]!.AsArray())!.AsObject();
        Assert.Equal(["name", "version", "kind", "owner", "description", "classification", "ports", "state", "reachability"], item.Select(member => member.Key));
        Assert.Equal($$"""[{"type":"table","url":"{{product.ServedAt}}/products/orders/table"},{"type":"rest","url":"{{product.ServedAt}}/products/orders/rows"}]""", item["ports"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Pages_follow_one_another_without_gap_or_overlap()
    {
        var product = new TestProduct();
        foreach (var name in (string[])["e", "c", "a", "d", "b"])
        {
            await catalog.RegisterAsync(product with { Product = name });
        }

        await catalog.RegisterAsync(product with { Product = "c", Version = "1.1.0" });

        var pages = await PagesAsync(product.Domain, limit: 2, catalog.Analyst());

        Assert.Equal(["a 1.0.0,b 1.0.0", "c 1.1.0,d 1.0.0", "e 1.0.0"], pages);
    }

    [SkippableFact]
    public async Task Product_with_an_end_has_it_and_its_state()
    {
        var product = await catalog.RegisteredAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddDays(31))).Status);
        var (deprecated, end) = await LifeAsync();
        await catalog.AgeAsync(product, TimeSpan.FromDays(32));
        var (retired, past) = await LifeAsync();

        Assert.Equal(("deprecated", "retired", TimeSpan.FromDays(32)), (deprecated, retired, end - past));

        async Task<(string State, DateTimeOffset End)> LifeAsync()
        {
            var item = Assert.Single((await catalog.GetAsync($"/products?domain={product.Domain}", catalog.Analyst())).Body["items"]!.AsArray())!;
            return (item["state"]!.GetValue<string>(), item["retires_at"]!.GetValue<DateTimeOffset>());
        }
    }

    [SkippableFact]
    public async Task Unknown_product_is_answered_with_the_nearest_that_the_caller_may_discover()
    {
        var product = new TestProduct { Product = "orders" };
        await catalog.RegisterAsync(product);
        await catalog.RegisterAsync(product with { Product = "vaults", Classification = "restricted" });

        var details = new List<string>();
        foreach (var name in (string[])["order/profile", "vault/profile", "orders@7"])
        {
            var (status, problem) = await catalog.GetAsync($"/products/{product.Domain}.{name}", catalog.Analyst());
            Assert.Equal(HttpStatusCode.NotFound, status);
            details.Add(problem["detail"]!.GetValue<string>().Split("those that there are.")[1]);
        }

        Assert.Equal([$" Did you mean {product.Domain}.orders?", "", ""], details);
    }

    [SkippableFact]
    public async Task Product_that_the_caller_may_not_discover_is_neither_listed_nor_named_nor_found()
    {
        var product = new TestProduct();
        await catalog.RegisterAsync(product with { Product = "a" });
        await catalog.RegisterAsync(product with { Product = "b", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Product = "c", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Product = "d" });
        await catalog.RegisterAsync(product with { Product = "e", Classification = "restricted" });

        Assert.Equal(["a 1.0.0", "d 1.0.0"], await PagesAsync(product.Domain, limit: 1, catalog.Analyst()));
        Assert.Equal(["a 1.0.0,b 1.0.0,c 1.0.0", "d 1.0.0,e 1.0.0"], await PagesAsync(product.Domain, limit: 3, catalog.Owner(product.Domain)));
        var (status, problem) = await catalog.GetAsync($"/products/{product.Domain}.b", catalog.Analyst());
        var (_, unknown) = await catalog.GetAsync($"/products/{product.Domain}.x", catalog.Analyst());
        Assert.Equal((HttpStatusCode.NotFound, ProblemTypes.ProductNotFound), (status, problem["type"]!.GetValue<string>()));
        Assert.Equal(unknown["detail"]!.GetValue<string>().Replace(".x", ".b", StringComparison.Ordinal), problem["detail"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Domain_is_compared_whole()
    {
        var product = new TestProduct();
        await catalog.RegisterAsync(product with { Domain = product.Domain + "_a" });
        await catalog.RegisterAsync(product with { Domain = product.Domain + "xa" });

        Assert.Equal(["orders 1.0.0"], await PagesAsync(product.Domain + "_a", limit: 10, catalog.Analyst()));
        Assert.Equal([""], await PagesAsync(product.Domain, limit: 10, catalog.Analyst()));
    }

    [SkippableFact]
    public async Task Details_of_many_products_come_in_one_list()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Product = "secret", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Product = "shipments" });

        var (_, first) = await catalog.GetAsync($"/products?domain={product.Domain}&details=true&limit=1", catalog.Analyst());
        var (_, second) = await catalog.GetAsync($"/products?domain={product.Domain}&details=true&limit=1&after={first["next"]}", catalog.Analyst());
        var (_, alone) = await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst());

        alone.Remove("lifecycle");
        Assert.Equal(alone.ToJsonString(), Assert.Single(first["items"]!.AsArray())!.ToJsonString());
        Assert.Equal($"{product.Domain}.shipments", Assert.Single(second["items"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Null(second["next"]);
    }

    [SkippableFact]
    public async Task Details_of_named_products_come_in_one_answer_without_those_that_the_caller_may_not_discover()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "1.1.0" });
        await catalog.RegisterAsync(product with { Version = "2.0.0" });
        await catalog.RegisterAsync(product with { Product = "secret", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Product = "shipments" });
        string[] names = [product.Name, $"{product.Name}@1", $"{product.Name}@2", $"{product.Name}@3", $"{product.Domain}.secret", $"{product.Domain}.shipments", product.Name, "nobody.nothing"];

        var (status, answer) = await catalog.GetAsync($"/products/details?{string.Join('&', names.Select(name => $"name={name}"))}", catalog.Analyst());
        var (_, toOwner) = await catalog.GetAsync($"/products/details?name={product.Domain}.secret", catalog.Owner(product.Domain));

        Assert.Equal(HttpStatusCode.OK, status);
        List<string> expected = [];
        foreach (var name in (string[])[names[0], names[1], names[2], names[5]])
        {
            var (_, alone) = await catalog.GetAsync($"/products/{name}", catalog.Analyst());
            alone.Remove("lifecycle");
            expected.Add($$"""{"name":"{{name}}","product":{{alone.ToJsonString()}}}""");
        }

        Assert.Equal(expected, answer["items"]!.AsArray().Select(item => item!.ToJsonString()));
        Assert.Equal($"{product.Domain}.secret", Assert.Single(toOwner["items"]!.AsArray())!["name"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task More_names_than_fit_one_answer_are_refused()
    {
        catalog.Require();

        var (status, _) = await catalog.GetAsync($"/products/details?{string.Join('&', Enumerable.Range(0, NamedProduct.MostNames + 1).Select(number => $"name=a.p{number}x"))}", catalog.Analyst());

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [SkippableTheory]
    [InlineData("/products/orders", HttpStatusCode.BadRequest)]
    [InlineData("/products/Orders.orders", HttpStatusCode.BadRequest)]
    [InlineData("/products/nobody.nothing", HttpStatusCode.NotFound)]
    public async Task Product_that_is_not_there_is_said_so(string path, HttpStatusCode expected)
    {
        catalog.Require();

        Assert.Equal(expected, (await catalog.GetAsync(path, catalog.Analyst())).Status);
    }

    private async Task<List<string>> PagesAsync(string domain, int limit, string token)
    {
        List<string> pages = [];
        for (string? after = null; ;)
        {
            var (_, page) = await catalog.GetAsync($"/products?domain={domain}&limit={limit}{(after is null ? "" : $"&after={after}")}", token);
            pages.Add(string.Join(',', page["items"]!.AsArray().Select(Item)));
            if ((after = page["next"]?.GetValue<string>()) is null)
            {
                return pages;
            }
        }
    }

    private static string Item(JsonNode? item) => $"{item!["name"]!.GetValue<string>().Split('.')[1]} {item["version"]!.GetValue<string>()}";
}

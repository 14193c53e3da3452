using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Domains;

[Collection(CatalogCollection.Name)]
public sealed class DomainTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Silent_domain_s_products_are_unreachable_until_it_reports_again()
    {
        var product = await catalog.RegisteredAsync();
        Assert.Equal("available", await ReachabilityAsync(product));
        var (status, majorVersions) = await ReportAsync(product);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((product.Name, 1), (majorVersions["items"]![0]!["product"]!.GetValue<string>(), majorVersions["items"]![0]!["status"]!["major"]!.GetValue<int>()));
        Assert.Equal("available", await ReachabilityAsync(product));

        await catalog.SilenceAsync(product.Domain, TimeSpan.FromMinutes(11));
        Assert.Equal("unreachable", await ReachabilityAsync(product));

        await ReportAsync(product);
        Assert.Equal("available", await ReachabilityAsync(product));
    }

    [SkippableFact]
    public async Task Only_the_domain_s_own_service_reports_its_presence()
    {
        var product = await catalog.RegisteredAsync();

        foreach (var token in new[] { catalog.Service("another"), catalog.Owner(product.Domain), catalog.Analyst() })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await catalog.SendAsync(HttpMethod.Put, $"/domains/{product.Domain}/presence", token)).Status);
        }
    }

    [SkippableFact]
    public async Task Domain_that_a_start_does_not_find_any_more_is_orphaned_until_it_is_back()
    {
        var (gone, stays, foreign) = (await catalog.RegisteredAsync(), await catalog.RegisteredAsync(), await catalog.RegisteredAsync());
        foreach (var product in new[] { gone, stays, foreign })
        {
            await ReportAsync(product);
        }

        await using (await catalog.AnotherAsync(domains: $"{gone.Domain},{stays.Domain}"))
        {
            Assert.Equal("available", await ReachabilityAsync(gone));
        }

        await using (await catalog.AnotherAsync(domains: stays.Domain))
        {
            Assert.Equal("orphaned", await ReachabilityAsync(gone));
            Assert.Equal("available", await ReachabilityAsync(stays));
            Assert.Equal("available", await ReachabilityAsync(foreign));
        }

        // A catalog that is started without a list leaves the domains as they are.
        await using (await catalog.AnotherAsync())
        {
            Assert.Equal("orphaned", await ReachabilityAsync(gone));
        }

        await using (await catalog.AnotherAsync(domains: $"{gone.Domain},{stays.Domain}"))
        {
            Assert.Equal("available", await ReachabilityAsync(gone));
        }
    }

    // As one that left domains/ for a repository of its own, in a published mesh.
    [SkippableFact]
    public async Task Domain_that_has_an_address_is_not_orphaned_where_the_start_does_not_run_it()
    {
        var product = await catalog.RegisteredAsync();
        await ReportAsync(product);
        await using (await catalog.AnotherAsync(domains: product.Domain))
        {
            Assert.Equal("available", await ReachabilityAsync(product));
        }

        await using (await catalog.AnotherAsync(domains: "others", addresses: new Dictionary<string, string>(StringComparer.Ordinal) { [product.Domain] = "http://localhost:5001" }))
        {
            Assert.Equal("available", await ReachabilityAsync(product));
        }
    }

    [SkippableFact]
    public async Task Silence_does_not_count_while_the_catalog_is_away()
    {
        var product = await catalog.RegisteredAsync();
        await ReportAsync(product);
        await catalog.SilenceAsync(product.Domain, TimeSpan.FromHours(3));

        await using var restarted = await catalog.AnotherAsync();

        Assert.Equal("available", await ReachabilityAsync(product));
    }

    private Task<(HttpStatusCode Status, JsonObject Body)> ReportAsync(TestProduct product) =>
        catalog.SendAsync(HttpMethod.Put, $"/domains/{product.Domain}/presence", catalog.Service(product.Domain));

    // The same at every address.
    private async Task<string> ReachabilityAsync(TestProduct product)
    {
        var details = (await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst())).Body["reachability"]!.GetValue<string>();
        var listed = (await catalog.GetAsync($"/products?domain={product.Domain}", catalog.Analyst())).Body["items"]![0]!["reachability"]!.GetValue<string>();
        var quality = (await catalog.GetAsync($"/products/{product.Name}/quality", catalog.Analyst())).Body["reachability"]!.GetValue<string>();
        var domain = (await catalog.GetAsync("/domains", catalog.Analyst())).Body["items"]!.AsArray().Single(item => item!["domain"]!.GetValue<string>() == product.Domain)!;
        Assert.Equal(1, domain["products"]!.GetValue<int>());
        Assert.Equal([details, details, details], [listed, quality, domain["reachability"]!.GetValue<string>()]);
        return details;
    }
}

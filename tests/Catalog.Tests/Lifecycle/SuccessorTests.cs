using System.Net;
using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Lifecycle;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class SuccessorTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Version_that_waits_for_a_longer_notice_takes_the_place_when_the_last_one_ends()
    {
        var product = await SubscribedAsync();
        await catalog.RegisterAsync(product with { Version = "2.0.0", Retention = "300 days" });
        await catalog.RegisterAsync(product with { Version = "3.0.0", Retention = "200 days" });
        // As the two are of before the notice was made shorter.
        await using (var connection = new NpgsqlConnection(catalog.Database))
        {
            await connection.ExecuteAsync("UPDATE product_majors SET active_from = active_from + interval '150 days', notice = interval '180 days' WHERE name = @Name AND major > 1", new { product.Name });
        }

        var end = TimeProvider.System.GetUtcNow().AddDays(31);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, end)).Status);

        Assert.Equal(["3 pending", "2 pending", "1 deprecated"], await StatesAsync(product));
        Assert.Equal(end, (await MajorVersionAsync(product, 2)).ActiveFrom, TimeSpan.FromMilliseconds(1));
        await catalog.AgeAsync(product, TimeSpan.FromDays(32));
        Assert.Equal(["3 pending", "2 active", "1 retired"], await StatesAsync(product));
        Assert.True((await MajorVersionAsync(product, 2)).IsDefault);
    }

    [SkippableFact]
    public async Task Version_that_comes_when_the_end_of_the_last_one_is_set_takes_its_place_then()
    {
        var product = await SubscribedAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, TimeProvider.System.GetUtcNow().AddDays(31))).Status);
        await catalog.AgeAsync(product, TimeSpan.FromDays(20));
        await catalog.RegisterAsync(product with { Version = "2.0.0", Retention = "300 days" });

        Assert.Equal(["2 pending", "1 deprecated"], await StatesAsync(product));
        await catalog.AgeAsync(product, TimeSpan.FromDays(12));
        Assert.Equal(["2 active", "1 retired"], await StatesAsync(product));
    }

    private async Task<TestProduct> SubscribedAsync()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst(), major: 1);
        return product;
    }

    private async Task<IEnumerable<string>> StatesAsync(TestProduct product) =>
        (await catalog.GetAsync($"/products/{product.Name}/majors", catalog.Analyst())).Body["items"]!.AsArray().Select(item => $"{item!["major"]} {item["state"]}");

    private async Task<MajorVersionStatus> MajorVersionAsync(TestProduct product, int major) =>
        (await catalog.GetAsync($"/products/{product.Name}@{major}", catalog.Analyst())).Body["lifecycle"]!.Deserialize<MajorVersionStatus>(MeshJson.Options)!;
}

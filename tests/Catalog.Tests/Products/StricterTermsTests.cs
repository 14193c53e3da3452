using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Tests.Iceberg;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Lifecycle;

namespace MeshStarter.Catalog.Tests.Products;

/// <summary>Terms that an earlier version declares stay in force until the rules approve that they are gone.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class StricterTermsTests(CatalogFixture catalog)
{
    private const string Open = """
        - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: customer_email, type: STRING, description: Where the shop writes to, tags: [not_personal] }
        """;

    [SkippableTheory]
    [InlineData("1.1.0")]
    [InlineData("2.0.0")]
    public async Task Version_that_declares_less_is_registered_and_changes_nothing(string version)
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "confidential" });

        var (status, registered) = await catalog.RegisterAsync(product with { Version = version, Classification = "internal", Columns = Open });

        Assert.Equal(HttpStatusCode.OK, status);
        var (_, found) = await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst());
        foreach (var details in (JsonObject[])[registered, found])
        {
            Assert.Equal((version, "confidential", "internal"), (Text(details["version"]), Text(details["classification"]), Text(details["access"]!["classification"])));
            Assert.Equal("""["pii.email"]""", details["schema"]![1]!["tags"]!.ToJsonString());
            Assert.Equal("""[{"version":"1.0.0","classification":"confidential","columns":[{"name":"customer_email","tags":["pii.email"]}]}]""", details["stricter"]!.ToJsonString());
        }

        var (_, listed) = await catalog.GetAsync($"/products?domain={product.Domain}", catalog.Analyst());
        Assert.Equal("confidential", Text(listed["items"]![0]!["classification"]));
        Assert.Equal(HttpStatusCode.Forbidden, await SubscribeAsync(product));
    }

    [SkippableFact]
    public async Task Restricted_product_stays_hidden_at_every_endpoint()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "restricted" });
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "public" });
        using var service = new IcebergCaller(catalog, catalog.Service(product.Domain));
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        await service.CreateAsync(product.Domain, "orders_v2");

        foreach (var path in new[] { $"/products/{product.Name}", $"/products/{product.Name}@2", $"/products/{product.Name}/quality", $"/products/{product.Name}/storage", $"/products/{product.Name}/majors", $"/schema-registry/subjects/{product.Name}_v2-value/versions" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await catalog.SendRawAsync(HttpMethod.Get, path, catalog.Analyst())).Status);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await analyst.GetAsync($"mesh/namespaces/{product.Domain}/tables/orders_v2")).Status);
    }

    [SkippableFact]
    public async Task Version_that_the_rules_approve_is_in_force()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = "approved", Classification = "confidential" });
        await catalog.RegisterAsync(product with { Version = "1.1.0", Classification = "internal", Columns = Open });

        var (_, details) = await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst());

        Assert.Equal(("internal", """["not_personal"]"""), (Text(details["classification"]), details["schema"]![1]!["tags"]!.ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, await SubscribeAsync(product));
    }

    [SkippableFact]
    public async Task Stricter_major_version_leaves_the_readers_of_the_old_one_their_notice_and_one_that_comes_later_is_as_strict()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Version = "2.0.0" });
        await catalog.RegisterAsync(product with { Version = "3.0.0", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Version = "1.0.0" });

        foreach (var (major, status) in new[] { (2, HttpStatusCode.OK), (3, HttpStatusCode.NotFound), (1, HttpStatusCode.NotFound) })
        {
            Assert.Equal(status, (await catalog.GetAsync($"/products/{product.Name}@{major}", catalog.Analyst())).Status);
        }
    }

    [SkippableFact]
    public async Task Rule_about_the_classification_asks_for_the_one_in_force()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "confidential" });

        var (status, problem) = await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "internal", Retention = "" });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.PolicyViolation), (status, Text(problem["type"])));
        Assert.Contains("sensitive-data-expires", Text(problem["detail"]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Own_service_hears_of_stricter_terms_of_another_version()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "1.1.0", Columns = Open });

        var (_, presence) = await catalog.SendAsync(HttpMethod.Put, $"/domains/{product.Domain}/presence", catalog.Service(product.Domain));

        // Each version hears of the other's: the service that reports may have either.
        Assert.Equal([("1.0.0", "1.1.0"), ("1.1.0", "1.0.0")], presence["items"]![0]!["stricter"]!.AsObject().Select(terms => (terms.Key, Text(terms.Value![0]!["version"]))));
        Assert.Equal("customer_email", Text(presence["items"]![0]!["stricter"]!["1.1.0"]![0]!["columns"]![0]!["name"]));
    }

    private async Task<HttpStatusCode> SubscribeAsync(TestProduct product) =>
        (await catalog.PostAsync($"/products/{product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis"))).Status;
}

using System.Net;
using System.Net.Http.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Catalog.Tests.Products;

/// <summary>Registrations that come together are each stored, and each is answered for itself.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class RegistrationGroupTests(CatalogFixture catalog)
{
    private readonly string _domain = "d" + Guid.NewGuid().ToString("N")[..12];

    [SkippableFact]
    public async Task Products_at_the_same_moment_each_stand_with_their_schema()
    {
        var products = Enumerable.Range(0, 40).Select(number => Product($"p{number}")).ToList();

        var answers = await Task.WhenAll(products.Select(product => catalog.RegisterAsync(product)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        foreach (var product in products)
        {
            Assert.Equal(product.Name, (await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst())).Body["name"]!.GetValue<string>());
            var (_, versions) = await catalog.SendRawAsync(HttpMethod.Get, $"/schema-registry/subjects/{product.Name}-value/versions", catalog.Owner(_domain));
            Assert.Equal("[1]", versions!.ToJsonString());
        }

        var (_, found) = await catalog.GetAsync($"/products?q=&domain={_domain}&limit=100", catalog.Analyst());
        Assert.Equal(40, found["total"]!.GetValue<int>());
    }

    [SkippableFact]
    public async Task What_is_refused_does_not_keep_the_others_out()
    {
        var changed = Product("changed");
        var unreadable = Product("unreadable") with { Description = "\"a\\0b\"" };
        await catalog.RegisterAsync(changed);
        var others = Enumerable.Range(0, 12).Select(number => Product($"p{number}")).ToList();

        var answers = await Task.WhenAll([
            catalog.RegisterAsync(changed with { Columns = "- { name: order_id, type: UUID, required: true, description: d }" }),
            catalog.RegisterAsync(unreadable),
            .. others.Select(product => catalog.RegisterAsync(product))]);

        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity], answers.Take(2).Select(answer => answer.Status));
        Assert.All(answers.Skip(2), answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(2, (await catalog.GetAsync($"/products/{changed.Name}", catalog.Analyst())).Body["schema"]!.AsArray().Count);
    }

    [SkippableFact]
    public async Task Of_two_contracts_of_a_version_at_the_same_moment_one_is_registered_and_the_other_one_is_in_conflict()
    {
        var product = Product("orders");
        const string Wider = "- { name: order_id, type: UUID, required: true, description: d }\n  - { name: customer_email, type: STRING, description: d, tags: [pii.email] }\n  - { name: city, type: STRING, description: d }";

        var answers = await Task.WhenAll(catalog.RegisterAsync(product), catalog.RegisterAsync(product with { Columns = Wider }));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(answer => answer.Status).Order());
        var columns = (await catalog.GetAsync($"/products/{product.Name}", catalog.Analyst())).Body["schema"]!.AsArray().Count;
        Assert.Equal(answers[0].Status == HttpStatusCode.OK ? 2 : 3, columns);
    }

    [SkippableFact]
    public async Task Two_catalogs_register_the_same_products_at_the_same_moment()
    {
        var second = await catalog.SecondAsync();
        var products = Enumerable.Range(0, 30).Select(number => Product($"p{number}")).ToList();

        var answers = await Task.WhenAll(products.Select(product => catalog.RegisterAsync(product)).Select(async answer => (await answer).Status)
            .Concat(Enumerable.Reverse(products).Select(product => RegisterAsync(second, product))));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private TestProduct Product(string name) => new() { Domain = _domain, Product = name };

    private async Task<HttpStatusCode> RegisterAsync(RunningCatalog at, TestProduct product)
    {
        using var content = JsonContent.Create(product.Registration, options: MeshJson.Options);
        return (await at.SendAsync(HttpMethod.Put, $"/products/{product.Name}/versions/{product.Version}", catalog.Service(product.Domain), content)).Status;
    }
}

using System.Collections.Concurrent;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Rules;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Tests.Registration;

public sealed class ProductRegistrarTests
{
    [Fact]
    public async Task Product_whose_checks_can_never_be_run_is_not_registered_and_the_others_are()
    {
        ConcurrentBag<string> requested = [];
        await using var catalog = Loopback.Build();
        catalog.MapPut("/products/{name}/versions/{version}", (string name) =>
        {
            requested.Add(name);
            return Results.NoContent();
        });
        var looks = 0;
        catalog.MapGet("/products/{name}", () => looks++ < 3 ? Results.StatusCode(503) : Results.NotFound());
        await catalog.StartAsync(CancellationToken.None);
        var products = OwnProducts.Read(typeof(ProductRegistrarTests).Assembly, "checked");
        var registered = new RegisteredProducts();
        var log = new LogLines<ProductRegistrar>();
        var options = Options.Create(new SdkOptions { PublicUrl = "http://localhost:5001" });
        using var http = new HttpClient { BaseAddress = new Uri(catalog.Urls.Single()) };
        using var registrar = new ProductRegistrar(products, registered, new CatalogClient(http), options, TimeProvider.System, log);

        await registrar.StartAsync(CancellationToken.None);
        await registered.WaitAsync(CancellationToken.None);

        Assert.Equal(products.All.Select(product => product.Name.ToString()).Where(name => name is not ("checked.misread" or "checked.mistyped")).Order(StringComparer.Ordinal), requested.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(products.All, product => registered.Contains(product) && product.Name.ToString() is "checked.misread" or "checked.mistyped");
        Assert.Equal(
            "checked.misread 1.0.0 is not published, fix its checks in Products/Misread/data-product.yaml first: "
            + "sql: The check cannot be run: line 1:1: syntax error at or near \"SELEC\". "
            + "sql: The check cannot be run: line 1:21: read_text() may not be in FROM: of table functions it takes unnest, range and generate_series alone. A check reads this and existing, and nothing else: no files, settings or other products. "
            + "referential: The check cannot be run: checked.orders has no column \"order_number\".",
            Assert.Single(log, line => line.Contains("misread", StringComparison.Ordinal)));
        Assert.Equal(
            "checked.mistyped 1.0.0 is not published: Products/Mistyped/data-product.yaml:11: quality.checks[1].referential.to: check.type: "
            + "city is STRING and checked.orders.order_id is INTEGER: a value of the one is none of the other. Fix: Name a column of type STRING, or give city the type INTEGER.",
            Assert.Single(log, line => line.Contains("mistyped", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Refused_version_degrades_the_service_and_says_which_version_to_make_it()
    {
        await using var catalog = Loopback.Build();
        catalog.MapPut("/products/{name}/versions/{version}", (string name) => name == "checked.orders"
            ? Results.Problem("version: says too little.", statusCode: 409, extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["least_version"] = "2.0.0" })
            : Results.NoContent());
        catalog.MapGet("/products/{name}", (string name) => name == "checked.orders@1" ? Results.Json(TestProductDetails.Of("checked.orders", [], Classification.Restricted), MeshJson.Options) : Results.NotFound());
        await catalog.StartAsync(CancellationToken.None);
        var registered = new RegisteredProducts();
        var options = Options.Create(new SdkOptions { PublicUrl = "http://localhost:5001" });
        using var http = new HttpClient { BaseAddress = new Uri(catalog.Urls.Single()) };
        using var registrar = new ProductRegistrar(
            OwnProducts.Read(typeof(ProductRegistrarTests).Assembly, "checked"), registered, new CatalogClient(http), options, TimeProvider.System, new LogLines<ProductRegistrar>());
        Assert.Equal(HealthStatus.Unhealthy, (await registered.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None)).Status);

        await registrar.StartAsync(CancellationToken.None);
        await registered.WaitAsync(CancellationToken.None);

        var health = await registered.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("refused: orders 1.0.0 → make it 2.0.0 or later. version: says too little.", health.Description!.Split('\n'));
        // What is refused is as strict as what is registered: it is hidden from those from whom the product is.
        var refused = OwnProducts.Read(typeof(ProductRegistrarTests).Assembly, "checked").All.Single(product => product.Name.ToString() == "checked.orders");
        Assert.Equal(Classification.Restricted, registered.ResourceOf(refused).InForce(PolicyBundle.Parse("version: 1\naccess: []\nregistration: []\n", "bundle.yaml")).Classification);
        Assert.Contains(health.Description.Split('\n'), line => line.StartsWith("refused: mistyped 1.0.0. Products/Mistyped/data-product.yaml:11: ", StringComparison.Ordinal));
    }
}

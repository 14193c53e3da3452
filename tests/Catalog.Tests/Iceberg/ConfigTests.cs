using System.Net;

namespace MeshStarter.Catalog.Tests.Iceberg;

[Collection(CatalogCollection.Name)]
public sealed class ConfigTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Warehouse_is_left_out_empty_the_mesh_or_a_domain()
    {
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        var product = await catalog.RegisteredAsync();

        foreach (var query in (string[])["", "?warehouse=", "?warehouse=mesh", $"?warehouse={product.Domain}"])
        {
            var answer = await analyst.GetAsync("config" + query);
            Assert.Equal((HttpStatusCode.OK, "mesh"), (answer.Status, answer.Body["overrides"]!["prefix"]!.GetValue<string>()));
        }

        foreach (var query in (string[])["?warehouse=elsewhere", "?warehouse=Mesh", "?warehouse=s3%3A%2F%2Fx"])
        {
            var answer = await analyst.GetAsync("config" + query);
            Assert.Equal((HttpStatusCode.NotFound, "NoSuchWarehouseException"), (answer.Status, answer.ErrorType));
        }
    }

    [SkippableFact]
    public async Task Every_endpoint_that_is_listed_is_served_and_views_are_neither()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var listed = (await administrator.GetAsync("config")).Body["endpoints"]!.AsArray().Select(endpoint => endpoint!.GetValue<string>()).ToList();

        Assert.DoesNotContain(listed, endpoint => endpoint.Contains("view", StringComparison.Ordinal));
        foreach (var endpoint in listed)
        {
            var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1].Replace("/v1/{prefix}", "mesh", StringComparison.Ordinal).Replace("{namespace}", "nowhere", StringComparison.Ordinal).Replace("{table}", "none", StringComparison.Ordinal));
            var answer = await administrator.SendAsync(method, path, method == "POST" ? "[]" : null);
            Assert.NotEqual(HttpStatusCode.MethodNotAllowed, answer.Status);
            Assert.False(answer.Message?.StartsWith("There is nothing at this address", StringComparison.Ordinal) ?? false, endpoint);
        }

        var views = await administrator.GetAsync("mesh/namespaces/nowhere/views");
        Assert.Equal((HttpStatusCode.NotFound, "NotFoundException"), (views.Status, views.ErrorType));
    }

    [SkippableFact]
    public async Task Caller_without_a_token_is_refused_in_the_specification_s_words()
    {
        using var anonymous = new IcebergCaller(catalog, token: null);
        using var stranger = new IcebergCaller(catalog, "e30.e30.e30");

        foreach (var answer in (IcebergCaller.Answer[])[await anonymous.GetAsync("config"), await stranger.GetAsync("mesh/namespaces")])
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "NotAuthorizedException"), (answer.Status, answer.ErrorType));
        }
    }
}

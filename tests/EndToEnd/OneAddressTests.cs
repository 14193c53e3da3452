using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.EndToEnd.Foreign;
using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd;

/// <summary>A mesh whose catalog has public addresses: readers come in by the query proxy, services reach one another without leaving.</summary>
[Trait("Category", "Slow")]
public sealed class OneAddressTests(PyIcebergClient client) : IClassFixture<PyIcebergClient>
{
    // No service can reach it.
    private const string PublicUrl = "https://query.example.org";

    [SkippableFact]
    public async Task Readers_reach_every_service_at_the_query_proxys_address()
    {
        using var folder = new TestFolder();
        var shop = ShopFiles.Write(Path.Combine(folder.Path, "shop"));
        await using var mesh = await TestMesh.StartAsync(Path.Combine(folder.Path, "data"), $"--Mesh:SourceData={shop.Folder}", $"--Mesh:Query:PublicUrl={PublicUrl}");
        await mesh.WaitForImportAsync();
        // Some are made of what their domains read of orders.
        await mesh.WaitForTablesAsync(shop);

        var ports = await PortsAsync(mesh);
        Assert.Equal(["inventory", "orders", "payments"], ports.Select(port => port.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(ports, port => Assert.StartsWith($"{PublicUrl}/domains/{port.Domain}/products/", port.Url, StringComparison.Ordinal));
        foreach (var (domain, url) in ports)
        {
            var path = url[PublicUrl.Length..];
            await SameAsync(mesh, domain, path[$"/domains/{domain}".Length..], path, $"{domain}-owner");
        }

        await SameAsync(mesh, "catalog", "/products?details=true", "/catalog/products?details=true", "analyst");
        await SameAsync(mesh, "governance", "/policy", "/governance/policy", "auditor");
        await SameAsync(mesh, "catalog", "/schema-registry/subjects", "/schema-registry/subjects", "analyst");
        await mesh.GetUntilAsync("query", "/catalog/slo", "platform-admin", answer => !answer.GetRawText().Contains("does not answer", StringComparison.Ordinal));

        var seen = await client.RunAsync(mesh, "orders-owner", "own_table", new JsonObject { ["uri"] = $"{mesh.Url("query")}iceberg", ["namespace"] = "orders", ["outside"] = folder.Path });
        Assert.Equal((1, 23), (seen["conflicts"]!.GetValue<int>(), seen["states"]!["main"]!.AsArray().Count));
    }

    private static async Task<IReadOnlyList<(string Domain, string Url)>> PortsAsync(TestMesh mesh)
    {
        var (_, products) = await mesh.GetAsync("query", "/catalog/products?details=true", "platform-admin");
        return [.. from product in products.GetProperty("items").EnumerateArray()
                   from port in product.GetProperty("ports").EnumerateArray()
                   select (product.GetProperty("name").GetString()!.Split('.')[0], port.GetProperty("url").GetString()!)];
    }

    private static async Task SameAsync(TestMesh mesh, string service, string path, string forwarded, string persona)
    {
        var own = await mesh.GetTextAsync(service, path, persona);
        Assert.Equal(HttpStatusCode.OK, own.Status);
        Assert.Equal(own, await mesh.GetTextAsync("query", forwarded, persona));
    }
}

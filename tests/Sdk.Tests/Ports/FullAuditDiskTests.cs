using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>The disk of the audit journals is full: neither a port nor the catalog answers, until there is room.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class FullAuditDiskTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Ports_and_catalog_refuse_with_503_and_recover()
    {
        mesh.Require();
        Skip.If(mesh.Journals is null, SmallDisk.Missing);
        var disk = mesh.Journals;
        using var orders = await mesh.OrdersClientAsync("orders-owner");
        using var refused = await mesh.OrdersClientAsync("auditor");
        using var catalog = await mesh.CatalogClientAsync("orders-owner");
        (HttpClient Client, HttpMethod Method, string Path, object? Body, HttpStatusCode Status)[] requests =
        [
            (orders, HttpMethod.Get, "/products/orders/rows?limit=1", null, HttpStatusCode.OK),
            (orders, HttpMethod.Get, "/products/orders/table", null, HttpStatusCode.OK),
            (orders, HttpMethod.Get, "/products/fact_order_events/events?limit=1", null, HttpStatusCode.OK),
            (refused, HttpMethod.Get, "/products/orders/rows?limit=1", null, HttpStatusCode.Forbidden),
            (catalog, HttpMethod.Get, "/products/orders.orders", null, HttpStatusCode.OK),
            (catalog, HttpMethod.Get, "/iceberg/v1/mesh/namespaces/orders/tables/orders_v1", null, HttpStatusCode.OK),
            (catalog, HttpMethod.Post, "/iceberg/v1/mesh/namespaces", new { @namespace = new[] { "lab" } }, HttpStatusCode.Forbidden),
        ];
        foreach (var (client, method, path, body, status) in requests)
        {
            Assert.Equal((path, status), (path, (await AskAsync(client, method, path, body)).Status));
        }

        try
        {
            disk.Fill();
            foreach (var (client, method, path, body, status) in requests)
            {
                // What is left of the last page takes a few records.
                (HttpStatusCode Status, string Body) answer;
                var tries = 0;
                while ((answer = await AskAsync(client, method, path, body)).Status == status)
                {
                    Assert.True(++tries < 5_000, "The disk never was full.");
                }

                Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, answer.Status));
                var problem = JsonElement.Parse(answer.Body);
                if (path.StartsWith("/iceberg/", StringComparison.Ordinal))
                {
                    Assert.StartsWith("The audit journal of the service cannot be written", problem.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
                }
                else
                {
                    Assert.Equal("urn:mesh:problem:audit-unavailable", problem.GetProperty("type").GetString());
                }
            }
        }
        finally
        {
            disk.Empty();
        }

        foreach (var (client, method, path, body, status) in requests)
        {
            await Eventually.HoldsAsync(async () => (await AskAsync(client, method, path, body)).Status == status);
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

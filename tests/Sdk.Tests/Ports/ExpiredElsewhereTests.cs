using System.Net;
using System.Text.Json;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>A service of two processes: the one that is called for the expiry of a table's history is not the one that publishes it. The second registers its own address, so the mesh is the test's own.</summary>
public sealed class ExpiredElsewhereTests
{
    [SkippableFact]
    public async Task History_is_expired_by_the_process_that_publishes_when_another_one_is_called()
    {
        var mesh = new OrdersMesh();
        ServiceUnderTest? alongside = null;
        try
        {
            await mesh.InitializeAsync();
            mesh.Require();
            alongside = await mesh.StartOrdersAlongsideAsync();
            var customer = Guid.NewGuid();
            await mesh.PlaceAsync(customer, OrdersMesh.OpenCity);
            await mesh.SendAsync(HttpMethod.Delete, $"/shop/customers/{customer}", await mesh.TokenAsync("orders-owner"));

            using var request = new HttpRequestMessage(HttpMethod.Post, "/products/orders/history/expire") { Headers = { Authorization = new("Bearer", await mesh.TokenAsync("orders-owner")) } };
            using var response = await alongside.Client.SendAsync(request);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var catalog = await mesh.CatalogClientAsync("orders-owner");
            Assert.Equal(1, JsonElement.Parse(await catalog.GetStringAsync("products/orders.orders/storage")).GetProperty("items")[0].GetProperty("snapshots").GetInt32());
        }
        finally
        {
            if (alongside is not null)
            {
                await alongside.DisposeAsync();
            }

            await mesh.DisposeAsync();
        }
    }
}

using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>Who may see and replay what was kept out.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class QuarantineEndpointTests(OrdersMesh mesh)
{
    private const string List = "/products/orders/quarantine";
    private const string Replay = "/products/orders/quarantine/1-2/replay";

    [SkippableTheory]
    [InlineData("GET", List)]
    [InlineData("POST", Replay)]
    public async Task Quarantine_is_its_domains_own(string method, string path)
    {
        var anonymous = await mesh.SendAsync(new HttpMethod(method), path, token: null);
        var stranger = await mesh.SendAsync(new HttpMethod(method), path, await mesh.TokenAsync("payments-owner"));
        var administrator = await mesh.SendAsync(new HttpMethod(method), path, await mesh.TokenAsync("platform-admin"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (anonymous.Status, stranger.Status, administrator.Status));
    }

    [SkippableTheory]
    [InlineData(Replay, ProblemTypes.NotFound, "batch: orders.orders has no batch \"1-2\" that was kept from readers. GET /products/orders/quarantine lists those that were.")]
    [InlineData("/products/nothing/quarantine/1-2/replay", ProblemTypes.ProductNotFound, "product: \"nothing\" has no table port here; those that have one are fact_order_events, orders.")]
    public async Task What_is_not_there_is_404(string path, string type, string detail)
    {
        var (status, body, _) = await mesh.SendAsync(HttpMethod.Post, path, await mesh.TokenAsync("orders-owner"));

        var problem = JsonElement.Parse(body);
        Assert.Equal((HttpStatusCode.NotFound, type, detail), (status, problem.GetProperty("type").GetString(), problem.GetProperty("detail").GetString()));
    }
}

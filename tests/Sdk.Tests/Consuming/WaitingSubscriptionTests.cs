using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Sdk.Consuming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>A consumer that begins before the mesh is up waits for what is not there yet.</summary>
public sealed class WaitingSubscriptionTests : PortServerTests
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.Register("orders.orders", PortType.Table, ("order_id", "UUID"));
    }

    [Fact]
    public async Task Product_that_is_registered_later_is_waited_for()
    {
        var subscribed = SubscribeAsync("orders.late");
        await Eventually.HoldsAsync(() => Server.Requests.Any(request => request.Path == "/products/orders.late"));

        Server.Register("orders.late", PortType.Table, ("n", "INTEGER"));

        Assert.Equal("orders.late", (await subscribed).Product.ToString());
    }

    [Fact]
    public async Task Service_that_did_not_answer_in_time_is_requested_again()
    {
        using var http = new HttpClient(new SilentOnce());

        Assert.Equal("orders.orders", (await new DataProductConsumer(Server.Address, http).SubscribeAsync("orders.orders", CancellationToken.None)).Product.ToString());

        using var again = new HttpClient(new SilentOnce());
        var late = await Assert.ThrowsAsync<HttpRequestException>(() => new DataProductConsumer(Server.Address, again) { Patience = TimeSpan.Zero }.SubscribeAsync("orders.orders", CancellationToken.None));
        Assert.Contains($"{Server.Address.Authority} did not answer in time. Subscribe again", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_and_service_that_come_later_are_waited_for()
    {
        var port = FreePort.Take();
        var subscribed = new DataProductConsumer(new Uri($"http://127.0.0.1:{port}"), Http).SubscribeAsync("orders.orders", CancellationToken.None);
        var requested = 0;
        await using var late = Loopback.Build(port);
        late.MapGet("/products/orders.orders", () => Results.Json(
            Server.Products["orders.orders"] with { Ports = [new PortLocation(PortType.Table, $"http://127.0.0.1:{port}/products/orders/table")] }, MeshJson.Options));
        late.MapPost("/products/orders.orders/subscriptions", () => Results.Json(new { }));
        late.MapGet("/health", () => Results.Text("", statusCode: Interlocked.Increment(ref requested) < 3 ? 503 : 200));

        await late.StartAsync(CancellationToken.None);

        Assert.Equal("orders.orders", (await subscribed).Product.ToString());
        Assert.Equal(3, requested);
    }

    private sealed class SilentOnce() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            ++_requests == 1 ? throw new TaskCanceledException("as a client whose timeout is over", new TimeoutException()) : base.SendAsync(request, cancellationToken);
    }
}

using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Health;

[Collection(OrdersMesh.Collection)]
public sealed class ProductHealthTests(OrdersMesh mesh)
{
    [SkippableFact]
    public async Task Health_of_all_products_comes_in_one_answer_without_a_row()
    {
        var health = await ReadAsync("analyst");

        Assert.Equal(["orders.fact_order_events", "orders.orders"], health.Products.Select(product => product.Product.ToString()).Order(StringComparer.Ordinal));
        var orders = health.Products.Single(product => product.Product.Product == "orders");
        Assert.Equal((1, true, true), (orders.Major, orders.IsTableReadable, orders.IsFedByOutbox));
        Assert.Equal([PortType.Table, PortType.Rest], orders.OpenPorts);
        Assert.DoesNotContain("example.com", (await mesh.GetAsync("/health/products")).Body, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await ReadAsync("analyst")).Products.All(product => product.OldestWaitingSeconds == 0));
    }

    [SkippableFact]
    public async Task Retention_names_no_count_to_a_caller_from_whom_a_rule_keeps_the_rows()
    {
        async Task<IReadOnlyList<StoreRetention>> StoresAsync(string persona) => (await ReadAsync(persona)).Products.Single(product => product.Product.Product == "fact_order_events").Stores!;

        await Eventually.HoldsAsync(async () => (await StoresAsync("analyst")) is { Count: > 0 } stores && stores.All(store => store.Removed is not null && store.LastExpiredEventId is null));
        var hidden = await StoresAsync("auditor");
        Assert.Equal((await StoresAsync("orders-owner")).Select(store => store.Store), hidden.Select(store => store.Store));
        Assert.All(hidden, store => Assert.Equal((null, null, null), (store.Removed, store.TotalRemoved, store.LastExpiredEventId)));
    }

    [SkippableFact]
    public async Task Product_that_a_caller_may_not_discover_is_not_in_the_answer()
    {
        var health = await ReadAsync("inventory-owner");

        Assert.Equal(["orders.fact_order_events"], health.Products.Select(product => product.Product.ToString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await mesh.GetAsync("/health/products", persona: null)).Status);
    }

    private async Task<DomainHealth> ReadAsync(string persona)
    {
        var (status, body, _) = await mesh.GetAsync("/health/products", persona);
        Assert.Equal(HttpStatusCode.OK, status);
        return JsonSerializer.Deserialize<DomainHealth>(body, MeshJson.Options)!;
    }
}

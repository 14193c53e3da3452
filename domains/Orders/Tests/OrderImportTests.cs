using MeshStarter.Orders.Import;
using MeshStarter.Orders.Products.FactOrderEvents;
using MeshStarter.Orders.Products.Orders;
using MeshStarter.Orders.Shop;
using MeshStarter.Platform.Samples;
using MeshStarter.Sdk.Import;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Orders.Tests;

/// <summary>The shop's files in, the rows of both products out.</summary>
public sealed class OrderImportTests : IDisposable
{
    private static readonly Guid OrderId = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000001");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-olist-");

    public OrderImportTests()
    {
        const string Customer = "0b1e9a9e5f0e4f3e9d0a000000000002";
        Write("orders.csv", "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date", $"{OrderId:N},{Customer},created,3/1/2026 9:00,,,,");
        Write("order_items.csv", "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value", $"{OrderId:N},1,0b1e9a9e5f0e4f3e9d0a000000000003,0b1e9a9e5f0e4f3e9d0a000000000004,3/5/2026 9:00,12.50,4.00");
        Write("customers.csv", "customer_pk,customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state", $"1,{Customer},{Customer},50000,recife,PE");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Order_that_changed_since_its_import_is_not_taken_back_by_the_next_one()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);
        await ImportAsync(domain);
        var canceledAt = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        await domain.Get<OrderService>().MoveAsync([OrderId], order => OrderProgress.Move(order, OrderStatus.Canceled, canceledAt), CancellationToken.None);
        var emitted = await EmittedAsync(domain);

        await ImportAsync(domain);

        Assert.Equal((OrderStatus.Canceled, emitted), (Assert.Single(await domain.RowsAsync<OrdersRow>()).Status, await EmittedAsync(domain)));
        Assert.Equal(["placed", "canceled"], (await domain.RowsAsync<OrderEvent>()).Select(happened => happened.EventType));
        Assert.Equal(canceledAt, (await domain.Get<OrderService>().FindAsync(OrderId, CancellationToken.None))!.CanceledAt);
    }

    private static Task<long> EmittedAsync(TestDomain domain) => domain.Get<NpgsqlDataSource>().FirstAsync<long>("SELECT count(*) FROM mesh.outbox", null, CancellationToken.None);

    private async Task ImportAsync(TestDomain domain)
    {
        using var import = new OrderImport(new SourceData(_folder.FullName, Simulated: false), domain.Get<OrderService>(), domain.Get<ImportLedger>());
        await import.StartAsync(CancellationToken.None);
        await import.ExecuteTask!;
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder.FullName, name), lines);
}

using MeshStarter.Orders.Products.FactOrderEvents;
using MeshStarter.Orders.Products.Orders;
using MeshStarter.Orders.Shop;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Validation;
using Npgsql;

namespace MeshStarter.Orders.Tests;

/// <summary>Orders in, the rows of both products out.</summary>
public sealed class OrderProductTests
{
    private static readonly DateTimeOffset Placed = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid OrderId = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000001");
    private static readonly Guid CustomerId = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000002");
    private static readonly Guid ProductId = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000003");

    [Fact]
    public async Task Placed_order_is_a_row_of_orders_and_an_event()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);

        await domain.Get<OrderService>().SaveAsync([Order()], CancellationToken.None);

        Assert.Equal(
            [new OrdersRow(OrderId, CustomerId, "created", 29m, "ana@example.com", "Rua 1, 2", "recife", "PE", Placed, null, null, null, null)],
            await domain.RowsAsync<OrdersRow>());
        var placed = Assert.Single(await domain.RowsAsync<OrderEvent>());
        Assert.Equal((OrderId, "placed", 29m, Placed), (placed.OrderId, placed.EventType, placed.Total, placed.OccurredAt));
        Assert.Equal([new OrderEventItem(ProductId, 2, 12.5m)], placed.Items);
    }

    [Fact]
    public async Task Order_that_is_moved_on_keeps_one_row_and_gets_an_event_a_step()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);
        var service = domain.Get<OrderService>();
        await service.SaveAsync([Order()], CancellationToken.None);

        foreach (var (step, hours) in new[] { ("approved", 1), ("shipped", 2), ("delivered", 3) })
        {
            await service.MoveAsync([OrderId], order => OrderProgress.Move(order, step, Placed.AddHours(hours)), CancellationToken.None);
        }

        var row = Assert.Single(await domain.RowsAsync<OrdersRow>());
        Assert.Equal(("delivered", Placed.AddHours(1), Placed.AddHours(2), Placed.AddHours(3)), (row.Status, row.ApprovedAt, row.ShippedAt, row.DeliveredAt));
        Assert.Equal(
            [("placed", Placed), ("paid", Placed.AddHours(1)), ("shipped", Placed.AddHours(2)), ("delivered", Placed.AddHours(3))],
            (await domain.RowsAsync<OrderEvent>()).Select(happened => (happened.EventType, happened.OccurredAt)));
    }

    [Fact]
    public async Task Order_that_is_saved_unchanged_emits_nothing()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);
        var service = domain.Get<OrderService>();

        Assert.Equal(1, await service.SaveAsync([Order(), Order()], CancellationToken.None));
        Assert.Equal(0, await service.SaveAsync([Order()], CancellationToken.None));
        // The order and its event.
        Assert.Equal(2, await domain.Get<NpgsqlDataSource>().FirstAsync<long>("SELECT count(*) FROM mesh.outbox", null, CancellationToken.None));
    }

    [Fact]
    public async Task Order_as_it_was_read_is_the_one_that_was_saved()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);
        var service = domain.Get<OrderService>();
        var order = Order() with { ApprovedAt = Placed.AddTicks(10), EstimatedDelivery = new DateOnly(2026, 3, 20), CustomerCity = null };

        await service.SaveAsync([order], CancellationToken.None);

        var read = await service.FindAsync(OrderId, CancellationToken.None);
        Assert.Equal(order.Items, read!.Items);
        Assert.Equal(order, read with { Items = order.Items });
    }

    [Fact]
    public async Task Forgotten_customer_leaves_both_products_and_does_not_come_back()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);
        var service = domain.Get<OrderService>();
        await service.SaveAsync([Order()], CancellationToken.None);

        Assert.Equal(new ForgottenCustomer(CustomerId, 1, 1), await service.ForgetAsync(CustomerId, Placed.AddDays(1), CancellationToken.None));

        Assert.Equal(0, await service.SaveAsync([Order()], CancellationToken.None));
        Assert.Empty(await domain.RowsAsync<OrdersRow>());
        Assert.Empty(await domain.RowsAsync<OrderEvent>());
    }

    [Fact]
    public async Task Forgotten_customer_leaves_the_events_of_steps_that_the_order_has_no_more()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);
        var service = domain.Get<OrderService>();
        var canceled = Order() with { Status = OrderStatus.Canceled, ApprovedAt = Placed, ShippedAt = Placed, DeliveredAt = Placed, CanceledAt = Placed };
        await service.SaveAsync([canceled], CancellationToken.None);
        await service.SaveAsync([Order()], CancellationToken.None);
        Assert.Equal(["canceled", "delivered", "paid", "placed", "shipped"], (await domain.RowsAsync<OrderEvent>()).Select(happened => happened.EventType).Order());

        await service.ForgetAsync(CustomerId, Placed.AddDays(1), CancellationToken.None);

        Assert.Empty(await domain.RowsAsync<OrderEvent>());
    }

    [Fact]
    public async Task Refill_emits_each_order_once_page_by_page()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);
        Guid[] ids = [.. Enumerable.Range(1, 5).Select(number => new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))];
        await domain.Get<OrderService>().SaveAsync(ids.Select(id => Order() with { OrderId = id }), CancellationToken.None);
        var rows = await domain.RowsAsync<OrdersRow>();
        var (database, refill) = (domain.Get<NpgsqlDataSource>(), domain.Get<IRefill>());
        await database.ExecuteAsync("DELETE FROM mesh.outbox", null, CancellationToken.None);

        List<RefillPage> pages = [new(0, null)];
        do
        {
            pages.Add(await database.InTransactionAsync(transaction => refill.EmitAsync(pages[^1].Next, 2, transaction, CancellationToken.None), CancellationToken.None));
        }
        while (pages[^1].Next is not null);

        Assert.Equal("orders@1", refill.Product);
        Assert.Equal([new(2, ids[1].ToString()), new(2, ids[3].ToString()), new(1, null)], pages[1..]);
        Assert.Equal(rows.OrderBy(row => row.OrderId), await domain.RowsAsync<OrdersRow>());
    }

    [Fact]
    public async Task Rows_of_orders_pass_the_checks_of_their_contracts()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);

        await domain.Get<OrderService>().SaveAsync(OrderStatus.All.Select(status => Order() with { OrderId = Guid.NewGuid(), Status = status }), CancellationToken.None);

        Assert.Empty(await domain.FailedChecksAsync<OrdersRow>());
        Assert.Empty(await domain.FailedChecksAsync<OrderEvent>());
    }

    [Fact]
    public async Task Row_with_an_unknown_status_fails_the_check_that_names_it()
    {
        await using var domain = await TestDomain.StartAsync<OrdersRow>(ShopServices.AddShop);

        await domain.Get<OrderService>().SaveAsync([Order() with { Status = "lost" }], CancellationToken.None);

        Assert.StartsWith("accepted_values:status: 1 row: ", Assert.Single(await domain.FailedChecksAsync<OrdersRow>()), StringComparison.Ordinal);
    }

    [Fact]
    public void Order_that_breaks_rules_is_refused_with_each_field_and_its_rule()
    {
        var item = new OrderItem { ProductId = ProductId, Quantity = 0, Price = 1.001m, Freight = 1_000_000.5m };

        var broken = BodyRules.Broken(new NewOrder { CustomerId = CustomerId, CustomerEmail = "", CustomerAddress = "Rua 1", CustomerCity = "", Items = [item] });

        Assert.Equal(
            [
                ("customer_city", "A city has 1 to 200 characters; leave it out when it is not known."),
                ("customer_email", "An e-mail address is needed to write to the customer."),
                ("items.freight", "Price and freight are 0 to 1000000 with at most two decimals."),
                ("items.price", "Price and freight are 0 to 1000000 with at most two decimals."),
                ("items.quantity", "A quantity is 1 to 10000."),
            ],
            broken.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (field.Key, Assert.Single(field.Value))));
    }

    private static Order Order() => new()
    {
        OrderId = OrderId,
        CustomerId = CustomerId,
        Status = OrderStatus.Created,
        CustomerEmail = "ana@example.com",
        CustomerAddress = "Rua 1, 2",
        CustomerCity = "recife",
        CustomerState = "PE",
        PurchasedAt = Placed,
        Items = [new OrderItem { ProductId = ProductId, Quantity = 2, Price = 12.5m, Freight = 4m }],
    };
}

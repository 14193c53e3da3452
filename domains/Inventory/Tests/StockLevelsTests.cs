using MeshStarter.Inventory.Consumes;
using MeshStarter.Inventory.Products.StockLevels;
using MeshStarter.Inventory.Warehouse;

namespace MeshStarter.Inventory.Tests;

/// <summary>Articles and order events in, stock levels out.</summary>
public sealed class StockLevelsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid ProductId = Guid.Parse("0b1e9a9e-5f0e-4f3e-9d0a-000000000003");

    [Fact]
    public async Task Placed_order_takes_its_pieces_and_a_canceled_one_returns_them()
    {
        await using var domain = await TestDomain.StartAsync<StockLevelsRow>(WarehouseServices.AddWarehouse);
        await domain.Get<StockStore>().ListAsync([new Article(ProductId, "toys")], CancellationToken.None);

        await domain.HandleAsync<OrderEventsHandler, OrderEvent>(Event("placed", 3, At), Event("placed", 4, At.AddHours(1)), Event("paid", 4, At.AddHours(2)));
        await domain.HandleAsync<OrderEventsHandler, OrderEvent>(Event("canceled", 3, At.AddHours(3)));

        Assert.Equal([new StockLevelsRow(ProductId, "toys", 100, 4, 96, At.AddHours(3))], await domain.RowsAsync<StockLevelsRow>());
        Assert.Empty(await domain.FailedChecksAsync<StockLevelsRow>());
    }

    [Fact]
    public async Task Ordered_article_that_is_not_listed_has_no_category_until_it_is()
    {
        await using var domain = await TestDomain.StartAsync<StockLevelsRow>(WarehouseServices.AddWarehouse);
        await domain.HandleAsync<OrderEventsHandler, OrderEvent>(Event("placed", 1, At));
        Assert.Equal([new StockLevelsRow(ProductId, null, 100, 1, 99, At)], await domain.RowsAsync<StockLevelsRow>());

        await domain.Get<StockStore>().ListAsync([new Article(ProductId, "books")], CancellationToken.None);

        Assert.Equal([new StockLevelsRow(ProductId, "books", 100, 1, 99, At)], await domain.RowsAsync<StockLevelsRow>());
    }

    [Fact]
    public async Task Return_of_more_than_was_sold_fails_the_check_of_the_sold_pieces()
    {
        await using var domain = await TestDomain.StartAsync<StockLevelsRow>(WarehouseServices.AddWarehouse);

        await domain.HandleAsync<OrderEventsHandler, OrderEvent>(Event("canceled", 1, At));

        Assert.StartsWith("range:sold: 1 row: ", Assert.Single(await domain.FailedChecksAsync<StockLevelsRow>()), StringComparison.Ordinal);
    }

    private static OrderEvent Event(string type, int quantity, DateTimeOffset at) => new(type, [new OrderedItem(ProductId, quantity)], at);
}

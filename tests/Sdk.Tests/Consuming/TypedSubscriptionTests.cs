using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Consumes;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Products read as the record that the build made of the consumer's copy of the contract.</summary>
public sealed class TypedSubscriptionTests : PortServerTests
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.Register("orders.orders", PortType.Table, ("order_id", "UUID!"), ("total", "DECIMAL(18,2)"), ("status", "STRING"));
    }

    [Fact]
    public async Task Rows_are_the_fields_that_the_consumer_reads_and_null_where_it_counts_on_a_value_is_none()
    {
        Server.ServeRows("orders.orders", new { order_id = Id(1), total = "1.50", status = "paid" }, new { order_id = Id(2), total = (string?)null, status = "placed" });

        var orders = await new DataProductConsumer(Server.Address, Http).SubscribeAsync<BoughtOrder>(CancellationToken.None);

        Assert.Equal([new BoughtOrder(Id(1), 1.50m), new BoughtOrder(Id(2))], await orders.ToListAsync(CancellationToken.None));
        Assert.Equal([new BoughtOrder(Id(1), 1.50m)], await orders.Rows.Where($"status = {"paid"}").ToListAsync<BoughtOrder>(CancellationToken.None));
        Assert.Equal(["orders.orders: order_id, total"], Server.Subscriptions.Select(subscription => $"{subscription.Product}: {string.Join(", ", subscription.Request.Columns!)}"));

        Server.ServeRows("orders.orders", new { order_id = (Guid?)null, total = "1.50", status = "paid" });

        var wrong = await Assert.ThrowsAsync<JsonException>(() => orders.ToListAsync(CancellationToken.None));

        Assert.StartsWith("A row of orders is no BoughtOrder: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("$.order_id", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Where a mask hides a column from this caller its value is null", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STRING!", "DECIMAL(18,2)", "order_id is STRING and not UUID.")]
    [InlineData("UUID", "DECIMAL(18,2)", "order_id may be without a value.")]
    [InlineData("UUID!", "DECIMAL(20,2)", "total is DECIMAL(20,2) and not DECIMAL(18,2).")]
    [InlineData(null, "DECIMAL(18,2)", "there is no column order_id.")]
    public async Task Product_that_is_not_what_the_consumers_copy_says_is_refused_before_anything_is_read(string? id, string total, string problem)
    {
        Server.Register("orders.orders", PortType.Table, [.. id is null ? Array.Empty<(string, string)>() : [("order_id", id)], ("total", total)]);

        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(() => new DataProductConsumer(Server.Address, Http).SubscribeAsync<BoughtOrder>(CancellationToken.None));

        Assert.StartsWith($"orders.orders 1.0.0 is not what this consumer's copy of the contract says: {problem}", refused.Message);
        Assert.Empty(Server.Subscriptions);
    }

    [Fact]
    public async Task Narrower_values_and_a_missing_column_that_may_be_without_one_are_read()
    {
        Server.Register("orders.orders", PortType.Table, ("order_id", "UUID!"), ("total", "DECIMAL(9,2)"));
        Server.ServeRows("orders.orders", new { order_id = Id(1), total = "1.50" });
        Assert.Equal([new BoughtOrder(Id(1), 1.50m)], await (await new DataProductConsumer(Server.Address, Http).SubscribeAsync<BoughtOrder>(CancellationToken.None)).ToListAsync(CancellationToken.None));

        Server.Register("orders.orders", PortType.Table, ("order_id", "UUID!"));
        Assert.Equal([new BoughtOrder(Id(1))], await (await new DataProductConsumer(Server.Address, Http).SubscribeAsync<BoughtOrder>(CancellationToken.None)).ToListAsync(CancellationToken.None));
    }

    private static Guid Id(int number) => StableId.Of($"order/{number}");
}

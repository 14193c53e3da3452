using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

public sealed class CheckpointsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableTheory]
    [InlineData("slow", "quick")]
    [InlineData("quick", "slow")]
    public async Task Stream_is_handled_as_far_as_the_slowest_of_its_handlers_has_come(params string[] handlers)
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var checkpoints = new Checkpoints(database.Source);
        var orders = ProductReference.Parse("orders.orders@1");
        await database.CommitAsync(async transaction =>
        {
            await Checkpoints.TryMoveAsync("quick", new ProductMajorVersion(orders.Product, 1), from: null, EventFeed.EventId(7), transaction, CancellationToken.None);
            await Checkpoints.TryMoveAsync("slow", new ProductMajorVersion(orders.Product, 1), from: null, EventFeed.EventId(3), transaction, CancellationToken.None);
        });
        var streams = handlers.Select(handler => new ConsumedStream(orders, handler, [])).Append(new ConsumedStream(ProductReference.Parse("orders.carts"), "slow", []));

        var handled = await checkpoints.HandledAsync(streams, CancellationToken.None);

        Assert.Equal([("orders.carts", -1), ("orders.orders_v1", 3)], handled.Select(stream => (stream.Key, stream.Value)).OrderBy(stream => stream.Key, StringComparer.Ordinal));
    }
}

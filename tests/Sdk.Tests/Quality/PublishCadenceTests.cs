using System.Globalization;
using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Tests.Quality;

public sealed class PublishCadenceTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";
    private const string Events = "checked.events";
    private const string Shipments = "checked.shipments";
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    [SkippableFact]
    public async Task Row_after_a_publish_waits_for_the_interval_and_is_published_with_those_that_came_concurrently()
    {
        await using var world = await StartAsync();
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Orders, Order(1)));
        await world.HasRowsAsync(Orders, "placed");

        await world.EmitAsync((Orders, Order(2)));
        await world.EmitAsync((Orders, Order(3)), (Shipments, """{"order_id":1}"""));

        // The first row of another product is published at once, after a look at all of them.
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 1);
        await world.HasRowsAsync(Orders, "placed");
        world.Time.Advance(Interval);
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await world.HasRowsAsync(Orders, "placed", "placed", "placed");
        Assert.Equal(2, (await world.Catalog.TableAsync(Orders))!.Snapshots.Count);
    }

    [SkippableFact]
    public async Task Many_rows_or_bytes_are_published_at_once_and_linked_products_in_one_round()
    {
        await using var world = await StartAsync();
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Orders, Order(1)));
        await world.HasRowsAsync(Orders, "placed");

        // The table of events is empty, and yet its row waits for the round of the orders that it refers to.
        await world.EmitAsync((Events, """{"order_id":1}"""));
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 1);
        Assert.Null((await world.Catalog.TableAsync(Events))!.CurrentSnapshot);

        // As many orders as are published at once take the event along.
        await world.EmitAsync([.. Enumerable.Range(2, PublishSchedule.ManyRows).Select(number => (Orders, Order(number)))]);
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Orders, 1)).Count == PublishSchedule.ManyRows + 1);
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Events, 1)).Count == 1);

        await world.EmitAsync((Orders, $$"""{"order_id":1,{{new string(' ', (int)PublishSchedule.ManyBytes)}}"status":"paid"}"""));
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Orders, 1)).Contains("""{"order_id":1,"status":"paid"}"""));
    }

    private static string Order(int number) => $$"""{"order_id":{{number.ToString(CultureInfo.InvariantCulture)}},"status":"placed"}""";

    private async Task<CheckedWorld> StartAsync()
    {
        var world = await CheckedWorld.StartAsync(postgres, Orders, Events, Shipments);
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        world.PublishInterval = Interval;
        return world;
    }
}

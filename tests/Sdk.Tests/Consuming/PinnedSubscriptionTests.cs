using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Several reads of one state of a product.</summary>
public sealed class PinnedSubscriptionTests : PortServerTests
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.Register("orders.orders", PortType.Table, ("n", "BIGINT"));
    }

    [Fact]
    public async Task Pinned_reads_are_of_the_snapshot_that_the_first_found()
    {
        Server.ServeStates("orders.orders", (11, [new { n = 1 }]));
        var orders = await SubscribeAsync();
        var pinned = orders.Pinned();
        Assert.Null(pinned.SnapshotId);
        Assert.Equal([1], await ReadAsync(pinned));

        Server.ServeStates("orders.orders", (11, [new { n = 1 }]), (12, [new { n = 1 }, new { n = 2 }]));

        Assert.Equal([1], await ReadAsync(pinned));
        Assert.Equal([1], await ReadAsync(pinned.Where($"n > {0}")));
        Assert.Equal(11, pinned.SnapshotId);
        Assert.Equal([1, 2], await ReadAsync(orders));
        Assert.Null(orders.SnapshotId);
        Assert.Equal([1], await ReadAsync(orders.AtSnapshot(11)));
        Assert.Equal([1], (await orders.Join(pinned, on: "n").ToListAsync<JsonElement>(CancellationToken.None)).Select(row => row.GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task State_of_a_time_stays_the_one_that_was_found()
    {
        Server.ServeStates("orders.orders", (11, [new { n = 1 }]));
        var then = (await SubscribeAsync()).AsOf(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.FromHours(2)));
        await ReadAsync(then);
        Server.ServeStates("orders.orders", (11, [new { n = 1 }]), (12, [new { n = 2 }]));
        await ReadAsync(then);

        Assert.Equal(
            ["/ports/orders.orders?as_of=2026-01-31T10%3A00%3A00.0000000Z", "/ports/orders.orders?snapshot=11"],
            Server.Requests.Select(request => request.Path).Where(path => path.StartsWith("/ports", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Table_without_a_snapshot_stays_without_rows()
    {
        Server.ServeStates("orders.orders", (0, []));
        var pinned = (await SubscribeAsync()).Pinned();
        Assert.Empty(await ReadAsync(pinned));

        Server.ServeStates("orders.orders", (11, [new { n = 1 }]));

        Assert.Empty(await ReadAsync(pinned));
        Assert.Null(pinned.SnapshotId);
    }

    [Fact]
    public async Task State_that_is_gone_is_refused_and_not_answered_from_another()
    {
        Server.ServeStates("orders.orders", (11, [new { n = 1 }]));
        var pinned = (await SubscribeAsync()).Pinned();
        await ReadAsync(pinned);
        Server.ServeStates("orders.orders", (12, [new { n = 2 }]));

        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(() => ReadAsync(pinned));

        Assert.Equal("orders.orders cannot be read: snapshot=11: is not kept any more", refused.Message);
    }

    [Fact]
    public async Task Answer_that_does_not_name_its_snapshot_pins_nothing()
    {
        Server.ServeRows("orders.orders", new { n = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(async () => await ReadAsync((await SubscribeAsync()).Pinned()));
    }

    [Fact]
    public async Task Reads_at_once_are_of_one_state()
    {
        var requested = 0;
        Server.ServeStates("orders.orders", (11, [new { n = 1 }]), (12, [new { n = 2 }]));
        var serve = Server.Ports["orders.orders"];
        using var both = new Barrier(2);
        ConcurrentBag<bool> met = [];
        Server.Ports["orders.orders"] = async context =>
        {
            if (context.Request.Query.Count > 0)
            {
                await serve(context);
                return;
            }

            // Each of the first two finds another current snapshot.
            var state = Interlocked.Increment(ref requested) + 10;
            met.Add(await Task.Run(() => both.SignalAndWait(TimeSpan.FromMinutes(1), context.RequestAborted), context.RequestAborted));
            context.Request.QueryString = new Microsoft.AspNetCore.Http.QueryString($"?snapshot={state}");
            await serve(context);
        };
        var pinned = (await SubscribeAsync()).Pinned();

        var reads = await Task.WhenAll(ReadAsync(pinned), ReadAsync(pinned));

        Assert.Equal([true, true], met);
        Assert.Equal(reads[0], reads[1]);
        Assert.Equal([(int)pinned.SnapshotId! - 10], reads[0]);
    }

    private static async Task<IEnumerable<int>> ReadAsync(ConsumedRows rows) =>
        [.. (await rows.ToListAsync<JsonElement>(CancellationToken.None)).Select(row => row.GetProperty("n").GetInt32())];
}

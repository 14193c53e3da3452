using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

/// <summary>Rows of products that are streams, read once and followed as events come.</summary>
public sealed class FollowedStreamTests : PortServerTests
{
    private readonly EventFeed _events = new("orders.events");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Server.Register("orders.events", PortType.Stream, ("n", "INTEGER"), ("at", "TIMESTAMP"), ("total", "DECIMAL(9,2)"));
        Server.Register("orders.names", PortType.Table, ("n", "BIGINT"), ("name", "STRING"));
        Server.Ports["orders.events"] = _events.ServeAsync;
        Server.ServeRows("orders.names", new { n = 1, name = "one" }, new { n = 2, name = "two" });
    }

    [Fact]
    public async Task Stream_without_a_table_is_read_as_the_rows_of_its_events()
    {
        Emit(1, 2, 3);
        var events = await SubscribeAsync("orders.events");

        Assert.Equal(["2", "3"], (await events.Where($"n > {1}").ToListAsync<JsonElement>(CancellationToken.None)).Select(row => row.GetProperty("n").GetRawText()));
        Assert.Equal(["one", "two"], await NamesAsync(events.Join(await SubscribeAsync("orders.names"), on: "n")));
        Assert.Equal("orders.events has no table port; follow its stream, or ask its owner for one", Assert.Throws<SubscriptionRefusedException>(events.Pinned).Message);
    }

    [Fact]
    public async Task Events_come_in_order_and_once_from_where_the_reader_says()
    {
        Emit(1, 2);
        var events = await SubscribeAsync("orders.events");

        var seen = await AnswersAsync(events.FollowEventsAsync<Event>(EventFeed.EventId(1), CancellationToken.None), received => received.Data.N, 3, between: count =>
        {
            if (count == 1)
            {
                Emit(3, 4);
            }
        });

        Assert.Equal([2, 3, 4], seen);
    }

    [Fact]
    public async Task Service_that_has_gone_is_named_with_what_helps()
    {
        var events = await SubscribeAsync("orders.events");
        var address = Server.Address;
        await Server.DisposeAsync();

        var gone = await Assert.ThrowsAsync<HttpRequestException>(async () => await events.FollowEventsAsync<Event>(null, CancellationToken.None).FirstAsync(CancellationToken.None));
        Server = await PortServer.StartAsync();
        Assert.StartsWith($"orders.events cannot be read now, {address}", gone.Message, StringComparison.Ordinal);
        Assert.EndsWith("Subscribe again, its service may have moved; events go on after the last one that was seen.", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_is_answered_again_whenever_events_come()
    {
        Emit(1);
        var query = (await SubscribeAsync("orders.events")).Join(await SubscribeAsync("orders.names"), on: "n").GroupByWindow("at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("total", "total"), WindowColumn.Count("rows"));

        Assert.Equal([1.5m, 3m], await AnswersAsync(query.FollowAsync<DaySum>(CancellationToken.None), days => Assert.Single(days).Total, 2, between: _ => Emit(2)));
    }

    [Fact]
    public async Task Product_with_a_key_is_followed_by_the_last_event_of_each()
    {
        Keyed("n");
        var sums = (await SubscribeAsync("orders.events")).GroupByWindow("at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("total", "total"), WindowColumn.Count("rows"));
        Emitted(1, n: 7, "1.00");
        Emitted(2, n: 8, "2.00");
        Emitted(3, n: 7, "3.00");

        Assert.Equal(5m, Assert.Single(await sums.ToListAsync<DaySum>(CancellationToken.None)).Total);
        Assert.Equal(
            [new DaySum(5m, 2), new DaySum(12m, 2)],
            await AnswersAsync(sums.FollowAsync<DaySum>(CancellationToken.None), days => Assert.Single(days), 2, between: _ => Emitted(4, n: 8, "9.00")));
    }

    [Fact]
    public async Task Deleted_row_is_taken_out_and_comes_back_with_a_later_event()
    {
        Keyed("n");
        Emitted(1, n: 7, "1.00");
        Emitted(2, n: 8, "2.00");

        var answers = await AnswersAsync((await SubscribeAsync("orders.events")).FollowAsync<JsonElement>(CancellationToken.None), Text, 3, between: count =>
        {
            if (count == 1)
            {
                _events.Delete(3, """{"n":7}""", subject: "7");
            }
            else
            {
                Emitted(4, n: 7, "5.00");
            }
        });

        Assert.Equal(["7=1.00, 8=2.00", "8=2.00", "7=5.00, 8=2.00"], answers);

        static string Text(IReadOnlyList<JsonElement> rows) => string.Join(", ", rows.Select(row => $"{row.GetProperty("n")}={row.GetProperty("total")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Delete_that_hides_its_row_has_all_rows_read_again()
    {
        Emit(1, 2);

        var answers = await AnswersAsync((await SubscribeAsync("orders.events")).FollowAsync<Event>(CancellationToken.None), rows => rows.Count, 2, between: _ =>
        {
            _events.Erase(1);
            _events.Delete(3, key: null);
        });

        Assert.Equal([2, 1], answers);
    }

    [Fact]
    public async Task Deletes_come_between_the_events_for_who_follows_changes_and_are_left_out_for_who_follows_events()
    {
        Emit(1);
        _events.Delete(2, """{"n":1}""");
        Emit(3);
        var events = await SubscribeAsync("orders.events");

        var changes = await events.FollowChangesAsync<Event>(null, CancellationToken.None).Take(3).ToListAsync();
        Assert.Equal(["1", "deleted 1", "3"], changes.Select(change => change.Delete is { } delete ? $"deleted {delete.Value<int>("n")}" : $"{change.Event!.Data.N}"));
        Assert.Equal([1, 3], (await events.FollowEventsAsync<Event>(null, CancellationToken.None).Take(2).ToListAsync()).Select(received => received.Data.N));
    }

    [Fact]
    public async Task Reader_behind_the_retention_gets_the_place_where_the_stream_begins()
    {
        Emit(1, 5, 6);
        _events.Expired = 4;
        var events = await SubscribeAsync("orders.events");

        var gone = await Assert.ThrowsAsync<EventsExpiredException>(async () => await events.FollowEventsAsync<Event>(EventFeed.EventId(1), CancellationToken.None).FirstAsync());

        Assert.Equal(EventFeed.EventId(4), gone.LastExpiredEventId);
        Assert.Equal(5, (await events.FollowEventsAsync<Event>(gone.LastExpiredEventId, CancellationToken.None).FirstAsync()).Data.N);
    }

    [Fact]
    public async Task Answer_without_events_that_is_not_the_end_is_gone_on_from()
    {
        Emit(5, 6);
        _events.Hidden = 4;
        var events = await SubscribeAsync("orders.events");

        Assert.Equal([5, 6], (await events.FollowEventsAsync<Event>(null, CancellationToken.None).Take(2).ToListAsync()).Select(received => received.Data.N));
        Assert.Equal(2, (await events.ToListAsync<JsonElement>(CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Events_that_a_follower_may_not_see_are_passed_once()
    {
        Emit(1);
        var events = await SubscribeAsync("orders.events");
        await using var following = events.FollowEventsAsync<Event>(null, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await following.MoveNextAsync());

        _events.Hidden = 4;
        var next = following.MoveNextAsync().AsTask();
        await Eventually.HoldsAsync(() => Reads(4) > 3);
        Emit(5);

        Assert.True(await next);
        Assert.Equal((5, 1), (following.Current.Data.N, Reads(1)));

        int Reads(int after) => Server.Requests.Count(request => request.Path.EndsWith("lastEventId=" + Uri.EscapeDataString(EventFeed.EventId(after)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Following_needs_a_stream_and_the_last_event_of_each_key_the_keys_values()
    {
        Keyed("n", "at");
        Emit(1);

        var refused = await Assert.ThrowsAsync<SubscriptionRefusedException>(async () => await (await SubscribeAsync("orders.events")).FollowAsync<Event>(CancellationToken.None).FirstAsync(CancellationToken.None));

        Assert.Equal("orders.events shows this caller its key (n, at) masked, so that it does not show which events are of one row; read its table, or ask its owner for access to the key", refused.Message);

        var names = await SubscribeAsync("orders.names");
        await Assert.ThrowsAsync<SubscriptionRefusedException>(async () => await names.FollowAsync<Event>(CancellationToken.None).FirstAsync(CancellationToken.None));
        Assert.Equal(
            "orders.names has no stream port; read its table, or ask its owner for one",
            (await Assert.ThrowsAsync<SubscriptionRefusedException>(async () => await names.FollowEventsAsync<Event>(null, CancellationToken.None).FirstAsync(CancellationToken.None))).Message);
    }

    [Fact]
    public async Task Following_ends_when_it_is_cancelled()
    {
        Emit(1);
        using var ended = new CancellationTokenSource();
        var answers = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var rows in (await SubscribeAsync("orders.events")).FollowAsync<Event>(ended.Token))
            {
                answers += rows.Count;
                await ended.CancelAsync();
            }
        });
        Assert.Equal(1, answers);
    }

    private void Emit(params int[] numbers) => Array.ForEach(numbers, number => _events.Emit(number, $$"""{"n":{{number}},"at":"2026-01-31T12:00:00Z","total":"1.50"}"""));

    private void Keyed(params string[] key) => Server.Products["orders.events"] = Server.Products["orders.events"] with { Key = key };

    private void Emitted(int number, int n, string total) =>
        _events.Emit(number, $$"""{"n":{{n}},"at":"2026-01-31T12:00:00Z","total":"{{total}}"}""", subject: $"{n}");

    private static async Task<IEnumerable<string?>> NamesAsync(ConsumedRows rows) =>
        (await rows.ToListAsync<JsonElement>(CancellationToken.None)).Select(row => row.GetProperty("name").GetString()).Order(StringComparer.Ordinal).ToList();

    private sealed record Event(int N);

    private sealed record DaySum(decimal? Total, long Rows);
}

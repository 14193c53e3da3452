using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Consuming.Handling;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Tests.Consuming;

public sealed partial class StreamWorkerTests
{
    [SkippableFact]
    public async Task Event_at_which_a_handler_fails_is_found_among_a_thousand_and_reported_until_it_is_handled()
    {
        await using var world = await World.StartAsync(postgres);
        world.Handler.Poison = 700;
        world.Emit([.. Enumerable.Range(1, 1_200)]);
        await using var worker = await world.FollowAsync();

        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null, Tries: > 1 } && world.Log.Count >= 3);

        var failure = worker.Followed.Failure!;
        Assert.Equal((World.EventId(700), 1, "PostgresException"), (failure.EventId, failure.Events, failure.Type));
        Assert.Contains("column \"number\" of relation \"seen\" violates not-null constraint", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 699), await world.SeenAsync());
        Assert.StartsWith($"Degraded failing: handler at event {World.EventId(700)} of orders.events@1, ", await world.HealthAsync(), StringComparison.Ordinal);
        // The first failure with its stack, and the event once it is known.
        Assert.Equal(3, world.Log.Count);
        Assert.Equal($"handler throws at event {World.EventId(700)} of orders.events@1 and is called again: PostgresException: {failure.Message}", world.Log.Last());

        world.Handler.Poison = null;
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1_200 && worker.Followed.Failure is null);
        Assert.Equal(Enumerable.Range(1, 1_200), await world.SeenAsync());
        await Eventually.HoldsAsync(async () => await world.HealthAsync() == "Healthy");
    }

    [SkippableTheory]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    [InlineData(null)]
    public async Task Port_that_fails_or_is_silent_is_found_again_where_it_moved_and_is_no_failure_of_the_handler(int? status)
    {
        await using var world = await World.StartAsync(postgres, TimeSpan.FromMilliseconds(500));
        var feed = world.Server.Ports[Product];
        world.Server.Ports[Product] = context => status is { } code ? Results.StatusCode(code).ExecuteAsync(context) : Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var worker = await world.FollowAsync();
        world.Emit(1);
        await Eventually.HoldsAsync(() => world.Server.Requests.Count(request => request.Path.StartsWith("/ports/" + Product, StringComparison.Ordinal)) >= 2);
        Assert.Equal("Healthy", await world.HealthAsync());

        world.Server.Ports["moved"] = feed;
        world.Server.Products[Product] = world.Server.Products[Product] with { Ports = [new PortLocation(PortType.Stream, new Uri(world.Server.Address, "ports/moved").ToString())] };

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1);
    }

    [SkippableFact]
    public async Task Stream_that_refuses_while_the_handler_fails_says_why()
    {
        await using var world = await World.StartAsync(postgres);
        var feed = world.Server.Ports[Product];
        world.Handler.Poison = 1;
        world.Emit(1);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null, Tries: > 1 });
        var since = worker.Followed.Failure!.Since;

        world.Server.Ports[Product] = context => Results.Problem("orders.events: No rule permits to read it.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);

        await Eventually.HoldsAsync(async () => (await world.HealthAsync()).Contains("No rule permits to read it.", StringComparison.Ordinal));
        Assert.Equal($"handler cannot go on with orders.events and tries again: {world.Server.Address}ports/{Product} answered: orders.events: No rule permits to read it.", world.Log.Last());
        Assert.Equal(since, Assert.Single(world.Failures.Lasting).Since);
        Assert.NotNull(worker.Followed.Failure!.EventId);

        (world.Handler.Poison, world.Server.Ports[Product]) = (null, feed);

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1 && await world.HealthAsync() == "Healthy");
    }

    [SkippableFact]
    public async Task Catalog_that_refuses_a_subscription_says_why()
    {
        const string Reason = "orders.events: No rule permits to read it. Ask its owner.";
        await using var world = await World.StartAsync(postgres);
        world.Server.SubscriptionRefusal = Reason;
        await using var worker = await world.FollowAsync();

        await Eventually.HoldsAsync(async () => (await world.HealthAsync()).Contains(Reason, StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: null, Events: 0 } failure && failure.Message.Contains(Reason, StringComparison.Ordinal));

        Assert.Equal($"handler cannot go on with orders.events and tries again: {world.Server.Address}products/orders.events/subscriptions answered: {Reason}", Assert.Single(world.Log));
    }

    [SkippableFact]
    public async Task Stream_that_is_hidden_from_its_handler_is_a_failure_until_it_may_be_seen_again()
    {
        await using var world = await World.StartAsync(postgres);
        world.Emit(1);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1);
        var (feed, known) = (world.Server.Ports[Product], world.Server.Products[Product]);

        world.Server.Products.Clear();
        world.Server.Ports[Product] = context => Results.Problem("product: no product of this domain that you may see has one.", statusCode: StatusCodes.Status404NotFound).ExecuteAsync(context);

        const string Reason = "orders.events@1 is not there, or may not be seen any more";
        await Eventually.HoldsAsync(async () => (await world.HealthAsync()).EndsWith($"HttpRequestException: {Reason}", StringComparison.Ordinal));
        Assert.Contains($"handler cannot go on with orders.events and tries again: {Reason}", world.Log);
        // What the list of handlers shows.
        Assert.Equal((null, 0, "HttpRequestException", Reason), worker.Followed.Failure is { } failure ? (failure.EventId, failure.Events, failure.Type, failure.Message) : default);

        (world.Server.Ports[Product], world.Server.Products[Product]) = (feed, known);
        world.Emit(2);

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 2 && await world.HealthAsync() == "Healthy");
        await Eventually.HoldsAsync(() => worker.Followed.Failure is null);
    }

    [SkippableFact]
    public async Task Service_that_starts_again_and_answers_that_it_does_not_serve_yet_is_logged_once()
    {
        await using var world = await World.StartAsync(postgres);
        world.Emit(1);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1);
        var feed = world.Server.Ports[Product];
        world.Server.Ports[Product] = context => Results.StatusCode(StatusCodes.Status502BadGateway).ExecuteAsync(context);
        await TriedTwiceAsync();
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => world.Log.Count == 1);

        world.Server.Ports[Product] = context => Results.Problem("orders.events@1 is not served: the catalog has not taken its descriptor.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        await TriedTwiceAsync();
        Assert.Single(world.Log);

        // Where that lasts, it is a reason of its own.
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => world.Log.Count == 2);
        Assert.EndsWith("orders.events@1 is not served: the catalog has not taken its descriptor.", world.Log.Last(), StringComparison.Ordinal);

        world.Server.Ports[Product] = feed;
        world.Emit(2);
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 2);

        // A further request is sent when the answer of the one before is handled.
        Task TriedTwiceAsync()
        {
            var tried = Reads();
            return Eventually.HoldsAsync(() => Reads() > tried + 2);
        }

        int Reads() => world.Server.Requests.Count(request => request.Path.StartsWith("/ports/" + Product, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Failure_from_before_the_product_is_known_ends_with_the_first_events()
    {
        await using var world = await World.StartAsync(postgres);
        await world.Database.ExecuteAsync("ALTER TABLE mesh.checkpoints RENAME TO away");
        world.Emit(1);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => world.Failures.Lasting.Count == 1);
        Assert.Null(world.Failures.Lasting[0].Stream);

        await world.Database.ExecuteAsync("ALTER TABLE mesh.away RENAME TO checkpoints");

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1 && await world.HealthAsync() == "Healthy");
    }

    [SkippableFact]
    public async Task Skipped_event_is_a_dead_letter_and_is_replayed_from_the_stream_once()
    {
        await using var world = await World.StartAsync(postgres);
        world.Handler.Poison = 2;
        world.Emit(1, 2, 3);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null });

        Assert.Null(await worker.Followed.SkipAsync(World.EventId(3), "ana", "not the one", CancellationToken.None));
        var letter = (await worker.Followed.SkipAsync(World.EventId(2), "ana", "its sender is broken", CancellationToken.None))!;

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 2);
        Assert.Equal([1, 3], await world.SeenAsync());
        // A try that failed before the skip may be noted after it, until the next one ends.
        await Eventually.HoldsAsync(async () => await world.HealthAsync() == "Healthy");
        var letters = new DeadLetterStore(world.Database.Source, world.Time);
        Assert.Equal(("handler", "orders.events@1", World.EventId(2), "PostgresException", "ana", "its sender is broken", null),
            Assert.Single(await letters.ListAsync(null, 10, CancellationToken.None)) is var stored ? (stored.Handler, stored.Reference.ToString(), stored.EventId, stored.Type, stored.SkippedBy, stored.Reason, stored.ReplayedAt) : default);

        await using (var unfit = await world.FollowAsync(new ColumnDefinition { Name = "number", Type = ColumnType.Parse("BIGINT"), Required = true }))
        {
            Assert.Contains("orders.events 1.0.0 is not what this consumer's copy of the contract says: number may be without a value.", await unfit.Followed.ReplayAsync(letter, CancellationToken.None), StringComparison.Ordinal);
        }

        Assert.StartsWith($"handler still fails at event {World.EventId(2)}: PostgresException: ", await worker.Followed.ReplayAsync(letter, CancellationToken.None), StringComparison.Ordinal);
        Assert.Equal([1, 3], await world.SeenAsync());
        world.Handler.Poison = null;
        Assert.Null(await worker.Followed.ReplayAsync(letter, CancellationToken.None));

        Assert.Equal([1, 3, 2], await world.SeenAsync());
        Assert.NotNull((await letters.FindAsync(letter.Id, CancellationToken.None))!.ReplayedAt);
        Assert.Equal($"event {World.EventId(2)} was replayed concurrently.", await worker.Followed.ReplayAsync(letter, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Failed_replay_quotes_no_value_that_the_database_could_not_convert()
    {
        await using var world = await World.StartAsync(postgres);
        world.Handler.Poison = 2;
        world.Handler.Statement = "SELECT CAST('ana@example.org' AS integer)";
        world.Emit(2);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null });
        var letter = (await worker.Followed.SkipAsync(World.EventId(2), "ana", "its sender is broken", CancellationToken.None))!;

        Assert.Equal(
            $"handler still fails at event {World.EventId(2)}: PostgresException: 22P02: a value cannot be converted or computed with; the database's log has it",
            await worker.Followed.ReplayAsync(letter, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Event_that_another_replica_got_past_is_no_failure_any_more_and_is_not_skipped()
    {
        await using var world = await World.StartAsync(postgres);
        world.Handler.Poison = 2;
        world.Emit(1, 2, 3);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null });
        // The worker tries no event until its next look at the checkpoint, and waits for one after that.
        world.Server.Ports[Product] = context => context.Request.Query["lastEventId"] == World.EventId(3) ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Results.StatusCode(StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        var read = Reads();
        await Eventually.HoldsAsync(() => Reads() > read);

        await world.Database.ExecuteAsync($"UPDATE mesh.checkpoints SET last_event_id = '{World.EventId(3)}'");
        await Eventually.HoldsAsync(() => world.Server.Requests.Any(request => request.Path.Contains("lastEventId=" + Uri.EscapeDataString(World.EventId(3)), StringComparison.Ordinal)));

        Assert.Equal((null, "Healthy"), (worker.Followed.Failure, await world.HealthAsync()));
        Assert.Null(await worker.Followed.SkipAsync(World.EventId(2), "ana", "too late", CancellationToken.None));
        Assert.Equal([World.EventId(3)], await world.Database.QueryAsync<string>("SELECT last_event_id FROM mesh.checkpoints"));

        int Reads() => world.Server.Requests.Count(request => request.Path.StartsWith("/ports/" + Product, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Event_is_skipped_although_the_database_cannot_store_the_message_as_it_is()
    {
        await using var world = await World.StartAsync(postgres);
        (world.Handler.Poison, world.Handler.Message) = (1, "no \0 and no half of \ud83d");
        world.Emit(1, 2);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null });

        await worker.Followed.SkipAsync(World.EventId(1), "ana", "why", CancellationToken.None);

        Assert.Equal("no \ufffd and no half of \ufffd", Assert.Single(await new DeadLetterStore(world.Database.Source, world.Time).ListAsync(null, 10, CancellationToken.None)).Message);
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).SequenceEqual([2]));
    }

    [SkippableFact]
    public async Task Dead_letter_is_replayed_although_events_before_it_may_be_seen_by_now()
    {
        await using var world = await World.StartAsync(postgres);
        world.Handler.Poison = 4;
        world.Feed.Hidden = 3;
        world.Emit(1, 2, 3, 4, 5);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null });
        var letter = (await worker.Followed.SkipAsync(World.EventId(4), "ana", "why", CancellationToken.None))!;
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).SequenceEqual([5]));

        world.Feed.Hidden = null;
        world.Handler.Poison = null;

        Assert.Null(await worker.Followed.ReplayAsync(letter, CancellationToken.None));
        Assert.Equal([5, 4], await world.SeenAsync());
    }

    [SkippableFact]
    public async Task Dead_letter_whose_row_was_deleted_has_nothing_to_replay()
    {
        await using var world = await World.StartAsync(postgres);
        world.Handler.Poison = 1;
        world.Emit(1, 2);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => worker.Followed.Failure is { EventId: not null });
        var letter = (await worker.Followed.SkipAsync(World.EventId(1), "ana", "why", CancellationToken.None))!;

        world.Erase(1);

        Assert.StartsWith($"event {World.EventId(1)} is not in the stream of orders.events@1 any more", await worker.Followed.ReplayAsync(letter, CancellationToken.None), StringComparison.Ordinal);
    }
}

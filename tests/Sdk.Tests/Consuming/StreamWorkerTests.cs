using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Consuming.Handling;
using MeshStarter.Sdk.Registration;
using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Consuming;

public sealed partial class StreamWorkerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Product = "orders.events";

    [SkippableFact]
    public async Task Events_are_handled_once_in_the_feeds_order()
    {
        await using var world = await World.StartAsync(postgres);
        // Before the first are some that the handler may not see.
        world.Feed.Hidden = 0;
        await using var worker = await world.FollowAsync();

        world.Emit(1, 2, 3);
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 3);
        world.Emit(4, 5);
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 5);

        Assert.Equal([1, 2, 3, 4, 5], await world.SeenAsync());
        Assert.Equal([World.EventId(5)], await world.Database.QueryAsync<string>("SELECT last_event_id FROM mesh.checkpoints"));
        Assert.All(world.Server.Subscriptions, known => Assert.StartsWith("Followed by ", known.Request.Purpose, StringComparison.Ordinal));
        Assert.NotEmpty(world.Server.Subscriptions);
        Assert.All(world.Server.Requests.Where(request => request.Path.StartsWith("/ports/", StringComparison.Ordinal)), request => Assert.Equal("Bearer for-orders", request.Authorization));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_that_the_handler_may_not_see_are_passed_once_until_they_are_looked_at_again(bool come)
    {
        // Behind all hidden events that come.
        const int Later = 1_000_000;
        await using var world = await World.StartAsync(postgres);
        world.Emit(1);
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1);

        world.Feed.Hidden = 4;
        await Eventually.HoldsAsync(() => Reads().Count(after => after == 4) > 3);
        Assert.DoesNotContain(1, Reads().SkipWhile(after => after != 4));
        world.Feed.HiddenComes = come;

        var read = Reads().Count;
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.HoldsAsync(() => Reads().Skip(read).Contains(1));

        world.Feed.HiddenComes = false;
        world.Emit(Later);
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 2);
        Assert.Equal([1, Later], await world.SeenAsync());
        Assert.Equal([World.EventId(Later)], await world.Database.QueryAsync<string>("SELECT last_event_id FROM mesh.checkpoints"));

        List<int> Reads() => [.. Enumerable.Range(1, 5).ToDictionary(number => "lastEventId=" + Uri.EscapeDataString(World.EventId(number))) is var numbers
            ? world.Server.Requests.SelectMany(request => numbers.Where(number => request.Path.EndsWith(number.Key, StringComparison.Ordinal)).Select(number => number.Value)) : []];
    }

    [SkippableFact]
    public async Task Events_of_many_pages_are_handled_once_in_the_feeds_order_though_the_handler_fails()
    {
        const int Failures = 2;
        await using var world = await World.StartAsync(postgres);
        world.Handler.Failures = Failures;
        world.Emit([.. Enumerable.Range(1, 3_500)]);
        await using var worker = await world.FollowAsync();

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count >= 3_500);
        Assert.Equal(Enumerable.Range(1, 3_500), await world.SeenAsync());
        Assert.Equal(4 + Failures, world.Handler.Calls);
    }

    [SkippableFact]
    public async Task Restarted_worker_goes_on_after_its_checkpoint_with_the_major_version_it_began_with()
    {
        await using var world = await World.StartAsync(postgres);
        await using (await world.FollowAsync())
        {
            world.Emit(1, 2);
            await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 2);
        }

        // Version 2 is the default one from now on; it is elsewhere.
        world.Server.Products[Product + "@1"] = world.Server.Products[Product];
        world.Server.Products[Product] = world.Server.Products[Product] with { Version = new ProductVersion(2, 0, 0), Ports = [] };
        await using var restarted = await world.FollowAsync();
        world.Emit(3);

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 3);
        Assert.Equal([1, 2, 3], await world.SeenAsync());
        Assert.Contains(world.Server.Requests, request => request.Path.Contains("lastEventId=" + Uri.EscapeDataString(World.EventId(2)), StringComparison.Ordinal));
        Assert.Equal(["orders.events_v1"], await world.Database.QueryAsync<string>("SELECT product FROM mesh.checkpoints"));
    }

    [SkippableFact]
    public async Task Two_replicas_handle_each_event_once()
    {
        await using var world = await World.StartAsync(postgres);
        await using var first = await world.FollowAsync();
        await using var second = await world.FollowAsync();

        for (var number = 1; number <= 40; number++)
        {
            world.Emit(number);
            await Task.Yield();
        }

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count >= 40);
        Assert.Equal(Enumerable.Range(1, 40), await world.SeenAsync());
    }

    [SkippableFact]
    public async Task New_handler_of_a_stream_that_a_lost_name_followed_is_reported_once()
    {
        await using var world = await World.StartAsync(postgres);
        await world.Database.ExecuteAsync("INSERT INTO mesh.checkpoints (handler, product, last_event_id) VALUES ('Earlier', 'orders.events_v1', 'x'), ('Earlier', 'orders.carts_v1', 'x'), ('Unused', 'orders.events_v1', NULL)");
        for (var start = 1; start <= 2; start++)
        {
            world.Emit(start);
            await using var worker = await world.FollowAsync();
            await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == start);
        }

        Assert.Equal(
            "handler is new and gets orders.events from its first event on. No handler is named Earlier any more, which followed it: a class that was renamed keeps its place by its earlier name, AddStreamHandler(name: …)",
            Assert.Single(world.Log));
    }

    [SkippableFact]
    public async Task Event_that_cannot_be_read_holds_the_checkpoint()
    {
        await using var world = await World.StartAsync(postgres);
        await using var worker = await world.FollowAsync();
        world.Emit(1);
        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1);

        world.EmitData(2, """{"number":"two"}""");
        var requested = world.Server.Requests.Count;
        await Eventually.HoldsAsync(() => world.Server.Requests.Count > requested + 1);

        Assert.Equal([1], await world.SeenAsync());
        Assert.Equal([World.EventId(1)], await world.Database.QueryAsync<string>("SELECT last_event_id FROM mesh.checkpoints"));
    }

    [SkippableFact]
    public async Task Stream_that_is_away_for_a_moment_is_not_reported_and_one_that_stays_away_is_reported_once()
    {
        await using var world = await World.StartAsync(postgres);
        world.Server.Products.Clear();
        await using var worker = await world.FollowAsync();
        await Eventually.HoldsAsync(() => world.Server.Requests.Count >= 2);
        Assert.Empty(world.Log);

        world.Time.Advance(TimeSpan.FromSeconds(10));

        await Eventually.HoldsAsync(() => !world.Log.IsEmpty);
        var requested = world.Server.Requests.Count;
        await Eventually.HoldsAsync(() => world.Server.Requests.Count > requested + 1);
        Assert.Equal("handler cannot go on with orders.events and tries again: orders.events is not registered yet", Assert.Single(world.Log));
    }

    [SkippableFact]
    public async Task Stream_that_refuses_says_why()
    {
        (int Status, string Reason)[] answers =
        [
            (StatusCodes.Status400BadRequest, "lastEventId: must be the id of an event of this feed."),
            (StatusCodes.Status403Forbidden, "orders.events: No rule permits to read it."),
            (StatusCodes.Status404NotFound, "product: \"events\" has no stream port here."),
            (StatusCodes.Status410Gone, "orders.events@1 was retired."),
        ];
        await using var world = await World.StartAsync(postgres);
        var given = 0;
        world.Server.Ports[Product] = context => Results.Problem(answers[given].Reason, statusCode: answers[given].Status).ExecuteAsync(context);
        await using var worker = await world.FollowAsync();

        foreach (var (next, (status, reason)) in answers.Index())
        {
            given = next;
            await Eventually.HoldsAsync(
                async () => await world.HealthAsync() is var health && health.StartsWith("Degraded failing: handler", StringComparison.Ordinal) && health.Contains(reason, StringComparison.Ordinal),
                $"the health has the answer {status}");
        }

        Assert.Equal(answers.Select(answer => $"handler cannot go on with orders.events and tries again: {world.Server.Address}ports/{Product} answered: {answer.Reason}"), world.Log);
    }

    [SkippableFact]
    public async Task Stream_that_is_not_what_the_handlers_copy_of_the_contract_says_is_not_followed()
    {
        await using var world = await World.StartAsync(postgres);
        world.Emit(1);
        await using var worker = await world.FollowAsync(new ColumnDefinition { Name = "number", Type = ColumnType.Parse("BIGINT"), Required = true });

        await Eventually.HoldsAsync(() => !world.Log.IsEmpty);
        Assert.StartsWith("handler cannot go on with orders.events and tries again: orders.events 1.0.0 is not what this consumer's copy of the contract says: number may be without a value.", Assert.Single(world.Log));
        Assert.Empty(await world.SeenAsync());

        world.Server.Register(Product, PortType.Stream, ("number", "INTEGER!"));

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1);
    }

    [SkippableFact]
    public async Task Deletes_are_handled_between_the_events_in_the_feeds_order()
    {
        await using var world = await World.StartAsync(postgres);
        world.Emit(1, 2);
        world.Delete(3, 1);
        world.Emit(4);
        world.Delete(5, 4);
        await using var worker = await world.FollowAsync();

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 5);
        Assert.Equal([1, 2, -1, 4, -4], await world.SeenAsync());
        Assert.Equal([World.EventId(5)], await world.Database.QueryAsync<string>("SELECT last_event_id FROM mesh.checkpoints"));
    }

    [SkippableFact]
    public async Task Handler_that_does_not_know_deletes_goes_past_them_and_it_is_reported_once()
    {
        await using var world = await World.StartAsync(postgres);
        world.Emit(1);
        world.Delete(2, 1);
        world.Emit(3);
        world.Delete(4, 3);
        var log = new LogLines<StreamWorker<EventsOnlyHandler, Numbered>>();
        await using var worker = await world.FollowAsync<EventsOnlyHandler>(log);

        await Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<string>("SELECT last_event_id FROM mesh.checkpoints")) is [var last] && last == World.EventId(4));
        Assert.Equal([1, 3], await world.SeenAsync());
        Assert.Equal("Rows of orders.events are deleted, and handler does not handle deletes: what it made of them stays. Let it implement IStreamDeleteHandler", Assert.Single(log));
    }

    [SkippableFact]
    public async Task Handler_behind_the_retention_goes_on_with_what_there_is_and_its_operators_are_notified()
    {
        await using var world = await World.StartAsync(postgres);
        world.Emit(1);
        await using (await world.FollowAsync())
        {
            await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 1);
        }

        world.Expire(4);
        world.Emit(5);
        await using var restarted = await world.FollowAsync();

        await Eventually.HoldsAsync(async () => (await world.SeenAsync()).Count == 2);
        Assert.Equal([1, 5], await world.SeenAsync());
        Assert.Equal($"handler was behind the retention of orders.events: events after {World.EventId(1)} and up to {World.EventId(4)} are gone, and it goes on after them", Assert.Single(world.Log));
    }

    private sealed record Numbered(int Number);

    private sealed class EventsOnlyHandler : IStreamHandler<Numbered>
    {
        public Task HandleAsync(IReadOnlyList<StreamEvent<Numbered>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.Connection!.ExecuteAsync(
            "INSERT INTO seen (number) SELECT * FROM unnest(@Numbers)", new { Numbers = events.Select(received => received.Data.Number).ToArray() }, transaction);
    }

    private sealed class WritingHandler : IStreamHandler<Numbered>, IStreamDeleteHandler
    {
        private int _calls;

        public int Failures { get; set; }

        /// <summary>The number at which it throws; none where it is null.</summary>
        public int? Poison { get; set; }

        /// <summary>The message of what it throws there; null for the database's own.</summary>
        public string? Message { get; set; }

        /// <summary>The statement that the database refuses there.</summary>
        public string Statement { get; set; } = "INSERT INTO seen (number) VALUES (NULL)";

        public int Calls => Volatile.Read(ref _calls);

        public async Task HandleAsync(IReadOnlyList<StreamEvent<Numbered>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
        {
            await transaction.Connection!.ExecuteAsync(
                "INSERT INTO seen (number) SELECT * FROM unnest(@Numbers)", new { Numbers = events.Select(received => received.Data.Number).ToArray() }, transaction);
            if (Interlocked.Increment(ref _calls) <= Failures)
            {
                throw new InvalidOperationException("not today");
            }

            if (events.Any(received => received.Data.Number == Poison))
            {
                _ = Message is null ? await transaction.Connection!.ExecuteAsync(Statement, transaction: transaction) : throw new InvalidOperationException(Message);
            }
        }

        public Task HandleDeletesAsync(IReadOnlyList<StreamDelete> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken) => transaction.Connection!.ExecuteAsync(
            "INSERT INTO seen (number) SELECT * FROM unnest(@Numbers)", new { Numbers = deletes.Select(delete => -delete.Value<int>("number")).ToArray() }, transaction);
    }

    /// <summary>A feed, a database, and a handler that writes what it sees.</summary>
    private sealed class World(MeshDatabase database, PortServer server, ServiceProvider services) : IAsyncDisposable
    {
        public EventFeed Feed { get; } = new(Product);

        public MeshDatabase Database => database;

        public PortServer Server => server;

        // Its only timer is the pause before a further try.
        public MovableTime Time { get; } = new() { Longest = TimeSpan.FromMilliseconds(50) };

        public LogLines<StreamWorker<WritingHandler, Numbered>> Log { get; } = [];

        public SourceFailures Failures => field ??= new SourceFailures(new UncommittedEmits(database.Source, Time));

        public async Task<string> HealthAsync() => (await Failures.CheckHealthAsync(new HealthCheckContext())) is { Status: var status, Description: var reasons } ? $"{status} {reasons}".TrimEnd() : "";

        public WritingHandler Handler => services.GetRequiredService<WritingHandler>();

        public static async Task<World> StartAsync(PostgresFixture postgres, TimeSpan? timeout = null)
        {
            var database = await MeshDatabase.CreateAsync(postgres);
            // No primary key: a doubled effect would show.
            await database.ExecuteAsync("CREATE TABLE seen (place bigint GENERATED ALWAYS AS IDENTITY, number integer NOT NULL)");
            var server = await PortServer.StartAsync();
            server.Register(Product, PortType.Stream, ("number", "INTEGER"));
            var services = new ServiceCollection().AddLogging().AddSingleton<WritingHandler>().AddSingleton<EventsOnlyHandler>().AddSingleton<DeprecationNotices>().AddSingleton<IServiceTokenSource, FixedToken>();
            services.AddHttpClient(SdkExtensions.StreamClient, client => client.Timeout = timeout ?? client.Timeout);
            services.AddHttpClient<CatalogClient>(client => client.BaseAddress = server.Address);
            var world = new World(database, server, services.BuildServiceProvider());
            server.Ports[Product] = world.Feed.ServeAsync;
            return world;
        }

        public static string EventId(int number) => EventFeed.EventId(number);

        public void Emit(params int[] numbers) => Array.ForEach(numbers, number => EmitData(number, JsonSerializer.Serialize(new { number })));

        public void Delete(int number, int deleted) => Feed.Delete(number, JsonSerializer.Serialize(new { number = deleted }));

        public void Erase(int number) => Feed.Erase(number);

        public void Expire(int last) => Feed.Expired = last;

        public void EmitData(int number, string data) => Feed.Emit(number, data);

        public Task<IReadOnlyList<int>> SeenAsync() => database.QueryAsync<int>("SELECT number FROM seen ORDER BY place");

        public Task<RunningWorker> FollowAsync(params IReadOnlyList<ColumnDefinition> kept) => FollowAsync<WritingHandler>(Log, kept);

        public async Task<RunningWorker> FollowAsync<THandler>(LogLines<StreamWorker<THandler, Numbered>> log, params IReadOnlyList<ColumnDefinition> kept)
            where THandler : IStreamHandler<Numbered>
        {
            var worker = new StreamWorker<THandler, Numbered>(
                new ConsumedStream(ProductReference.Parse(Product), "handler", kept), services, new Checkpoints(database.Source), Failures, database.Source, Time, log);
            await worker.StartAsync(CancellationToken.None);
            return new RunningWorker(worker, worker);
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await server.DisposeAsync();
            await database.DisposeAsync();
        }
    }

    private sealed class RunningWorker(Microsoft.Extensions.Hosting.BackgroundService worker, IFollowedStream followed) : IAsyncDisposable
    {
        public IFollowedStream Followed => followed;

        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(CancellationToken.None);
            worker.Dispose();
        }
    }
}

using Dapper;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Storage;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Retention;
using MeshStarter.Sdk.Tests.Outbox;

namespace MeshStarter.Sdk.Tests.Retention;

[Trait("Category", "Quick")]
public sealed class OutboxRetentionTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly MovableTime _time = new();

    [SkippableFact]
    public async Task Events_go_by_age_and_the_ids_and_positions_of_those_that_went_stay()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var product = Product("10 days");
        await EmitAsync(database, (1, 30), (2, 20), (3, 11), (4, 5), (5, 0));

        await RunAsync(database, product);

        Assert.Equal([4L, 5L], await LeftAsync(database));
        Assert.Equal([5L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE event_id IS NOT NULL AND position IS NOT NULL"));
        Assert.Equal([0L], await database.QueryAsync<long>("SELECT count(*) FROM mesh.outbox WHERE erased_by IS NOT NULL AND (data IS NOT NULL OR subject IS NOT NULL OR key IS NOT NULL)"));
        var stores = await StoresAsync(database, product);
        Assert.Equal((3L, 3L, Id(3)), (stores[RetentionStore.Stream].Removed, stores[RetentionStore.Stream].TotalRemoved, stores[RetentionStore.Stream].LastExpiredEventId));
        Assert.Equal((3L, 3L, null), (stores[RetentionStore.Outbox].Removed, stores[RetentionStore.Outbox].TotalRemoved, stores[RetentionStore.Outbox].LastExpiredEventId));

        _time.Advance(6 * Day);
        await RunAsync(database, product);
        Assert.Equal([5L], await LeftAsync(database));
        Assert.Equal((1L, 4L, Id(4)), (await StoresAsync(database, product))[RetentionStore.Stream] is var stream ? (stream.Removed, stream.TotalRemoved, stream.LastExpiredEventId) : default);

        await RunAsync(database, product);
        Assert.Equal((1L, 4L), (await StoresAsync(database, product))[RetentionStore.Outbox] is var again ? (again.Removed, again.TotalRemoved) : default);
    }

    [SkippableFact]
    public async Task Retention_by_a_column_counts_from_its_value_and_the_stream_begins_with_the_first_event_that_stays()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var product = Product("10 days", by: "occurred_at");
        await EmitAsync(database, (1, 0), (2, 0), (3, 0), (4, 0));
        await HappenedAsync(database, (1, 30), (3, 30));
        await database.ExecuteAsync("""UPDATE mesh.outbox SET data = left(data, -1) || ',"note":"\u0000"}' WHERE position > 2""");

        await RunAsync(database, product);

        Assert.Equal([2L, 4L], await LeftAsync(database));
        Assert.Equal((2L, Id(1)), (await StoresAsync(database, product))[RetentionStore.Stream] is var stream ? (stream.Removed, stream.LastExpiredEventId) : default);
    }

    [SkippableFact]
    public async Task Row_that_waits_for_its_publish_stays_however_old()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await EmitAsync(database, (1, 30), (2, 30), (3, 30));

        await RunAsync(database, Product("10 days"), through: 2);

        Assert.Equal([3L], await LeftAsync(database));
    }

    [SkippableFact]
    public async Task Quarantined_rows_and_samples_go_and_are_counted_apart()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var product = Product("10 days");
        await EmitAsync(database, (1, 30), (2, 30), (3, 2), (4, 1));
        await QuarantineAsync(database, 2, 30);
        await QuarantineAsync(database, 4, 1);

        await RunAsync(database, product);

        Assert.Equal([3L, 4L], await LeftAsync(database));
        Assert.Equal(["[[]]", "[[\"a row\"]]"], await database.QueryAsync<string>("SELECT samples::text FROM mesh.quarantine ORDER BY id"));
        var stores = await StoresAsync(database, product);
        Assert.Equal((2L, 1L, 1L), (stores[RetentionStore.Outbox].Removed, stores[RetentionStore.Quarantine].Removed, stores[RetentionStore.Samples].Removed));
    }

    [SkippableFact]
    public async Task Outbox_of_many_pages_is_looked_through_once()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(
            $"INSERT INTO mesh.outbox (product, event_id, occurred_at, data, position, emitted_at) SELECT '{OrderPlaced.Product}', gen_random_uuid(), now(), '{{}}', n, now() - CASE WHEN n <= 12000 THEN interval '30 days' ELSE interval '1 day' END FROM generate_series(1, 13000) AS n");

        await RunAsync(database, Product("10 days"));

        Assert.Equal(1_000, (await LeftAsync(database)).Count);
        Assert.Equal((12_000L, 12_000L), (await StoresAsync(database, Product("10 days")))[RetentionStore.Outbox] is var outbox ? (outbox.Removed, outbox.TotalRemoved) : default);
    }

    private async Task RunAsync(MeshDatabase database, OwnProduct product, long through = long.MaxValue) =>
        await new OutboxRetention(database.Source, _time).RunAsync(product, through, CancellationToken.None);

    private static OwnProduct Product(string keep, string? by = null) => new(
        OrderPlaced.Descriptor with { Ports = [PortType.Stream, PortType.Table], Retention = new RetentionTerms(DurationText.TryParse(keep, out var length) ? length : default, by) }, "", "Products/OrderPlaced/data-product.yaml");

    private static async Task<IReadOnlyDictionary<RetentionStore, StoreRetention>> StoresAsync(MeshDatabase database, OwnProduct product) =>
        (await RetentionLog.ReadAsync(database.Source, [product], CancellationToken.None))[product.Id].ToDictionary(store => store.Store);

    private static string Id(int number) => new FeedPosition(number, OrderPlaced.Number(number).EventId).ToString();

    private static Task<IReadOnlyList<long>> LeftAsync(MeshDatabase database) => database.QueryAsync<long>("SELECT position FROM mesh.outbox WHERE data IS NOT NULL ORDER BY position");

    private static async Task EmitAsync(MeshDatabase database, params (int Number, int DaysAgo)[] rows)
    {
        foreach (var (number, daysAgo) in rows)
        {
            await database.CommitAsync(transaction => OrderPlaced.Publisher.EmitAsync(OrderPlaced.Number(number), transaction, CancellationToken.None));
            await database.ExecuteAsync($"UPDATE mesh.outbox SET position = {number}, emitted_at = now() - interval '{daysAgo} days' WHERE event_id = '{OrderPlaced.Number(number).EventId}'");
        }
    }

    private async Task HappenedAsync(MeshDatabase database, params (int Number, int DaysAgo)[] rows)
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            var at = _time.GetUtcNow() - (rows.FirstOrDefault(row => row.Number == number).DaysAgo * Day);
            await database.ExecuteAsync($"UPDATE mesh.outbox SET data = regexp_replace(data, '\"occurred_at\":\"[^\"]*\"', '\"occurred_at\":\"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\"') WHERE position = {number}");
        }
    }

    private static Task QuarantineAsync(MeshDatabase database, long position, int daysAgo) => database.CommitAsync(transaction => transaction.Connection!.ExecuteAsync(
        $"""
        INSERT INTO mesh.quarantine (product, version, batch_id, first_position, last_position, rows, results, samples, quarantined_at)
        VALUES (@Product, '1.0.0', @Batch, @Position, @Position, 1, '[]', '[["a row"]]', now() - interval '{daysAgo} days')
        """,
        new { Product = OrderPlaced.Product.ToString(), Batch = $"{position}-{position}", Position = position },
        transaction));
}

using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Tests.Quality;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Publishing;

public sealed class WideRowsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";

    [SkippableFact]
    public async Task Backlog_of_wide_rows_is_published_in_pages_that_fit_into_memory()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        await EmitAsync(world, rows: 120, width: 700_000);
        await using var service = await world.PublishAsync();

        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Orders, 1)).Count == 120);

        Assert.Equal(
            ["1-48", "49-96", "97-120"],
            (await world.Catalog.TableAsync(Orders))!.Snapshots.OrderBy(snapshot => snapshot.SequenceNumber).Select(snapshot => snapshot.Summary.GetValueOrDefault(SnapshotSummaryKeys.BatchId)).OfType<string>());
    }

    [SkippableTheory]
    [InlineData(OutboxStore.PageBytes / 2, 2)]
    [InlineData((OutboxStore.PageBytes / 2) + 1, 2)]
    [InlineData((OutboxStore.PageBytes / 2) - 1, 3)]
    [InlineData(OutboxStore.PageBytes + 1, 1)]
    public async Task Page_ends_with_the_event_that_fills_it(int width, int events)
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        await EmitAsync(world, rows: 4, width);
        var (outbox, product) = (new OutboxStore(world.Database.Source), new ProductMajorVersion(DataProductId.Parse(Orders), 1));

        var (first, isFull) = await outbox.ReadAsync(product, 0, long.MaxValue, 100, CancellationToken.None);
        var (_, isLastFull) = await outbox.ReadAsync(product, 3, long.MaxValue, 100, CancellationToken.None);

        Assert.Equal((events, true, events == 1), (first.Count, isFull, isLastFull));
        Assert.Equal(events, (await outbox.ReadAsync(product, 0, 100, CancellationToken.None)).Count);
        Assert.True((await outbox.ReadAsync(product, 0, long.MaxValue, 1, CancellationToken.None)).IsFull);
    }

    // Rows of so many bytes, made by the server, which makes their padding once.
    private static Task EmitAsync(CheckedWorld world, int rows, int width) => world.Database.ExecuteAsync(
        $$"""
        INSERT INTO mesh.outbox (product, event_id, occurred_at, data, position)
        SELECT 'checked.orders_v1', gen_random_uuid(), now(), '{"order_id":' || lpad(n::text, 3) || padding || ',"status":"paid"}', n
        FROM generate_series(1, {{rows}}) AS n, repeat(' ', {{width}} - 32) AS padding;
        UPDATE mesh.outbox_head SET last_position = {{rows}}
        """);
}

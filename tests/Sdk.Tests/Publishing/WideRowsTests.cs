using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Tests.Quality;

namespace MeshStarter.Sdk.Tests.Publishing;

public sealed class WideRowsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";

    // As many bytes as fit a page here: those of a service take seconds.
    private const int Page = 32 << 10;

    [SkippableFact]
    public Task Backlog_of_wide_rows_is_published_in_pages() => PublishAsync(Page, width: 700);

    [SkippableFact]
    [Trait("Category", "Slow")]
    public Task Backlog_of_wide_rows_is_published_in_pages_that_fit_into_memory() => PublishAsync(OutboxStore.PageBytes, width: 700_000);

    [SkippableTheory]
    [InlineData(Page / 2, 2)]
    [InlineData((Page / 2) + 1, 2)]
    [InlineData((Page / 2) - 1, 3)]
    [InlineData(Page + 1, 1)]
    public async Task Page_ends_with_the_event_that_fills_it(int width, int events)
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        await EmitAsync(database, rows: 4, width);
        var (outbox, product) = (new OutboxStore(database.Source, Page), new ProductMajorVersion(DataProductId.Parse(Orders), 1));

        var (first, isFull) = await outbox.ReadAsync(product, 0, long.MaxValue, 100, CancellationToken.None);
        var (_, isLastFull) = await outbox.ReadAsync(product, 3, long.MaxValue, 100, CancellationToken.None);

        Assert.Equal((events, true, events == 1), (first.Count, isFull, isLastFull));
        Assert.Equal(events, (await outbox.ReadAsync(product, 0, 100, CancellationToken.None)).Count);
        Assert.True((await outbox.ReadAsync(product, 0, long.MaxValue, 1, CancellationToken.None)).IsFull);
    }

    private async Task PublishAsync(long page, int width)
    {
        const int Rows = 120;
        await using var world = await CheckedWorld.StartAsync(postgres, Orders);
        world.PageBytes = page;
        await EmitAsync(world.Database, Rows, width);
        await using var service = await world.PublishAsync();

        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Orders, 1)).Count == Rows);

        var rows = (int)((page + width - 1) / width);
        Assert.Equal(
            [$"1-{rows}", $"{rows + 1}-{rows * 2}", $"{(rows * 2) + 1}-{Rows}"],
            (await world.Catalog.TableAsync(Orders))!.Snapshots.OrderBy(snapshot => snapshot.SequenceNumber).Select(snapshot => snapshot.Summary.GetValueOrDefault(SnapshotSummaryKeys.BatchId)).OfType<string>());
    }

    // Rows of so many bytes, made by the server, which makes their padding once.
    private static Task EmitAsync(MeshDatabase database, int rows, int width) => database.ExecuteAsync(
        $$"""
        INSERT INTO mesh.outbox (product, event_id, occurred_at, data, position)
        SELECT 'checked.orders_v1', gen_random_uuid(), now(), '{"order_id":' || lpad(n::text, 3) || padding || ',"status":"paid"}', n
        FROM generate_series(1, {{rows}}) AS n, repeat(' ', {{width}} - 32) AS padding;
        UPDATE mesh.outbox_head SET last_position = {{rows}}
        """);
}

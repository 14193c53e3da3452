using Dapper;
using MeshStarter.Contracts;
using MeshStarter.Lake;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Parquet;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Registration;
using MeshStarter.TestKit;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Quality;

public sealed class TablePortWorkerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";
    private const string Events = "checked.events";

    [SkippableFact]
    public async Task Batch_that_fails_is_kept_out_with_its_reasons_and_the_next_one_is_published()
    {
        await using var world = await World.StartAsync(postgres);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
            await world.StandsAsync(Orders, "placed");
            await world.EmitAsync((Orders, """{"order_id":2,"status":"lost"}"""), (Orders, """{"order_id":3,"status":"paid"}"""));
            await Eventually.HoldsAsync(async () => (await world.Quarantine.ListAsync(DataProductId.Parse(Orders), null, 10, CancellationToken.None)).Count == 1);
            await world.EmitAsync((Orders, """{"order_id":4,"status":"paid"}"""));
            await world.StandsAsync(Orders, "placed", "paid");
        }

        var kept = Assert.Single(await world.Quarantine.ListAsync(DataProductId.Parse(Orders), null, 10, CancellationToken.None));
        Assert.Equal((2, 3, 2), (kept.FirstPosition, kept.LastPosition, kept.Rows));
        Assert.Equal("1 row: status is none of placed, paid.", kept.Results[0].Reason);
        Assert.Contains("\"order_id\":2", Assert.Single(kept.Samples[0]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Restarted_worker_does_not_offer_again_what_was_kept_out()
    {
        await using var world = await World.StartAsync(postgres);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"lost"}"""));
            await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 1);
        }

        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":2,"status":"paid"}"""));
            await world.StandsAsync(Orders, "paid");
        }

        Assert.Single(await world.Quarantine.ListAsync(DataProductId.Parse(Orders), null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Row_that_comes_with_what_it_refers_to_is_published_in_the_same_round()
    {
        await using var world = await World.StartAsync(postgres);
        await world.EmitAsync([.. Enumerable.Range(1, 40).SelectMany(number => new[] { (Events, $$"""{"order_id":{{number}}}"""), (Orders, $$"""{"order_id":{{number}},"status":"placed"}""") })]);
        await using (await world.PublishAsync())
        {
            for (var number = 41; number <= 60; number++)
                await world.EmitAsync((Events, $$"""{"order_id":{{number}}}"""), (Orders, $$"""{"order_id":{{number}},"status":"placed"}"""));
            await Eventually.HoldsAsync(async () => (await world.Catalog.TableAsync(Events))?.CurrentSnapshot?.Summary["total-records"] == "60");
        }

        Assert.Empty(await world.Quarantine.ListAsync(DataProductId.Parse(Events), null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Catalog_is_told_how_each_batch_fared_and_what_was_made_of_what_even_when_it_was_away()
    {
        await using var world = await World.StartAsync(postgres);
        world.Catalog.Refusals.Enqueue(503);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1}"""));
            await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == 1);
        }

        var (product, report) = Assert.Single(world.Catalog.Reports);
        Assert.Equal((Orders, "1-1", 1L, (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId), (product, report.BatchId, report.Rows, report.SnapshotId));
        Assert.Equal([CheckOutcome.Passed, CheckOutcome.Failed], report.Results.Select(result => result.Outcome));
        var told = Assert.Single(world.Catalog.Lineage);
        Assert.Equal(("COMPLETE", "checked.orders.publish"), (told["eventType"]!.GetValue<string>(), told["job"]!["name"]!.GetValue<string>()));
        Assert.Equal(report.SnapshotId.ToString(), told["outputs"]![0]!["facets"]!["version"]!["datasetVersion"]!.GetValue<string>());
        Assert.Equal("1", told["inputs"]![0]!["facets"]!["version"]!["datasetVersion"]!.GetValue<string>());
    }

    private sealed class World(MeshDatabase database, TableCatalogServer catalog, Bucket bucket) : IAsyncDisposable
    {
        private readonly OutboxSignal _signal = new();

        public TableCatalogServer Catalog => catalog;

        public QuarantineStore Quarantine { get; } = new(database.Source, TimeProvider.System);

        private readonly TableReader _tables = new(bucket.Store, new ManifestCache(1 << 20), new FileShapes(100));

        public static async Task<World> StartAsync(PostgresFixture postgres)
        {
            var database = await MeshDatabase.CreateAsync(postgres);
            var bucket = new Bucket(Directory.CreateTempSubdirectory("mesh-test-quality-").FullName);
            return new World(database, await TableCatalogServer.StartAsync(bucket), bucket);
        }

        public async Task<Running> PublishAsync()
        {
            var products = OwnProducts.Read(typeof(TablePortWorkerTests).Assembly, "checked");
            var registered = new RegisteredProducts();
            foreach (var product in products.All)
                registered.Add(product);
            registered.Complete();
            var client = new CatalogClient(new HttpClient { BaseAddress = catalog.Address });
            var writer = new TableWriter(bucket, _tables, new RestTableCatalog(new HttpClient { BaseAddress = new Uri(catalog.Address, "iceberg/") }), TimeProvider.System);
            var reporter = new BatchReporter(client, TimeProvider.System, new LogLines<BatchReporter>());
            var worker = new TablePortWorker(
                products,
                registered,
                new OutboxStore(database.Source),
                _signal,
                writer,
                Quarantine,
                reporter,
                Options.Create(new SdkOptions { PublishInterval = TimeSpan.FromMilliseconds(20) }),
                TimeProvider.System,
                new LogLines<TablePortWorker>());
            await reporter.StartAsync(CancellationToken.None);
            await worker.StartAsync(CancellationToken.None);
            return new Running(worker, reporter, writer);
        }

        /// <summary>Puts rows into the outbox, in places of their own, in one transaction.</summary>
        public async Task EmitAsync(params (string Product, string Row)[] rows)
        {
            await database.CommitAsync(transaction => EmitAsync(rows, transaction));
            _signal.Pulse();
        }

        private static async Task EmitAsync((string Product, string Row)[] rows, NpgsqlTransaction transaction)
        {
            foreach (var (product, row) in rows)
            {
                await transaction.Connection!.ExecuteAsync(
                    """
                    WITH head AS (UPDATE mesh.outbox_head SET last_position = last_position + 1 RETURNING last_position)
                    INSERT INTO mesh.outbox (product, event_id, occurred_at, data, position) SELECT @Product, gen_random_uuid(), now(), @Row, last_position FROM head
                    """,
                    new { Product = product, Row = row },
                    transaction);
            }
        }

        /// <summary>Waits until a table's rows have these states.</summary>
        public async Task StandsAsync(string product, params string[] states)
        {
            using var reader = new SnapshotReader();
            await Eventually.HoldsAsync(async () => await Catalog.TableAsync(product) is { } table
                && (await reader.RowsAsync($"SELECT status FROM ({await SqlAsync(table)}) ORDER BY order_id", CancellationToken.None)).Select(row => row.GetProperty("status").GetString()).SequenceEqual(states));
        }

        public async ValueTask DisposeAsync()
        {
            await catalog.DisposeAsync();
            await database.DisposeAsync();
            Directory.Delete(bucket.Root, recursive: true);
        }

        private async Task<string> SqlAsync(TableMetadata table)
        {
            Assert.True(table.CurrentSchema.TryToColumns(out var columns, out _));
            return (await _tables.RowsAsync(table, SnapshotChoice.Current, columns, CancellationToken.None)).Sql;
        }
    }

    private sealed class Running(TablePortWorker worker, BatchReporter reporter, TableWriter writer) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(CancellationToken.None);
            await reporter.StopAsync(CancellationToken.None);
            worker.Dispose();
            reporter.Dispose();
            writer.Dispose();
        }
    }
}

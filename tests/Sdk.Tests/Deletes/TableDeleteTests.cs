using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Sdk.Deletes;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Tests.Batches.Foreign;
using MeshStarter.Sdk.Tests.Quality;

namespace MeshStarter.Sdk.Tests.Deletes;

/// <summary>Deletes from a domain's transaction to its table, and to readers whom no one here wrote.</summary>
public sealed class TableDeleteTests(PostgresFixture postgres, PyIcebergReader python) : IClassFixture<PostgresFixture>, IClassFixture<PyIcebergReader>
{
    private const string Orders = "checked.orders";

    [SkippableFact]
    public async Task Rows_and_deletes_that_wait_together_are_published_in_their_order()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Orders);
        await using (var emitting = await world.PublishAsync())
        {
            await emitting.StopSequencingAsync();
            await EmitAsync(world, emitting, (1, "placed"), (2, "placed"));
            await DeleteAsync(world, emitting, 1, 7);
            await EmitAsync(world, emitting, (3, "paid"), (1, "paid"));
            await DeleteAsync(world, emitting, 3);
            await EmitAsync(world, emitting, (4, "placed"));
        }

        await using var service = await world.PublishAsync();
        await world.HasRowsAsync(Orders, "paid", "placed", "placed");
        Assert.Empty(await world.Quarantine.ListAsync(service.Product(Orders).Id, null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Check_that_quarantines_rows_does_not_hold_back_the_delete_that_comes_with_them()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        await EmitAsync(world, world.Service, (1, "placed"), (2, "paid"));
        await world.HasRowsAsync(Orders, "placed", "paid");

        var publisher = world.Service.Publisher(Orders);
        await world.Database.CommitAsync(async transaction =>
        {
            await publisher.EmitAsync(new { order_id = 3, status = "lost" }, transaction, CancellationToken.None);
            await publisher.DeleteAsync(1, transaction, CancellationToken.None);
            await publisher.EmitAsync(new { order_id = 4, status = "lost too" }, transaction, CancellationToken.None);
        });

        await world.HasRowsAsync(Orders, "paid");
        await Eventually.HoldsAsync(async () => (await world.Quarantine.ListAsync(world.Service.Product(Orders).Id, null, 10, CancellationToken.None)).Count == 2);
    }

    [SkippableFact]
    public async Task Deleted_row_of_a_quarantined_batch_is_not_replayed_and_not_shown()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        await EmitAsync(world, world.Service, (1, "lost"), (2, "placed"));
        await Eventually.HoldsAsync(async () => (await world.Quarantine.ListAsync(world.Service.Product(Orders).Id, null, 10, CancellationToken.None)).Count == 1);

        await DeleteAsync(world, world.Service, 1);
        await Eventually.HoldsAsync(async () => PublishedPosition.Of((await world.Catalog.TableAsync(Orders))!) == 3);
        var shown = Assert.Single(await world.Quarantine.ListAsync(world.Service.Product(Orders).Id, null, 10, CancellationToken.None));
        Assert.All(shown.Results, result => Assert.Empty(result.Sample));
        var replayed = await world.Service.ReplayAsync(shown);

        Assert.NotNull(replayed.ReplayedAt);
        await world.HasRowsAsync(Orders, "placed");
    }

    [SkippableFact]
    public async Task Delete_survives_a_service_that_dies_before_it_is_published()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Orders);
        await using (var dying = await world.PublishAsync())
        {
            await EmitAsync(world, dying, (1, "placed"), (2, "paid"));
            await world.HasRowsAsync(Orders, "placed", "paid");
            var swaps = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            world.Catalog.Tables.BeforeSwap = () =>
            {
                swaps.TrySetResult();
                throw new IOException("The process dies before its commit.");
            };
            await DeleteAsync(world, dying, 1);
            await swaps.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }

        world.Catalog.Tables.BeforeSwap = () => Task.CompletedTask;
        await using var service = await world.PublishAsync();
        await world.HasRowsAsync(Orders, "paid");
        await EmitAsync(world, service, (3, "placed"));
        await world.HasRowsAsync(Orders, "paid", "placed");
    }

    [SkippableFact]
    public async Task Delete_takes_the_row_out_of_the_table_and_out_of_its_files_when_history_expires_concurrently()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        await EmitAsync(world, world.Service, (1, "placed"), (2, "paid"));
        await world.HasRowsAsync(Orders, "placed", "paid");
        Snapshot? deleted = null;
        var catalog = new PrecededCatalog(world.Catalog.Tables, async () =>
        {
            await DeleteAsync(world, world.Service, 1);
            await world.HasRowsAsync(Orders, "paid");
            deleted = (await world.Catalog.TableAsync(Orders))!.CurrentSnapshot;
        });
        var expiry = new HistoryExpiry(catalog, new OutboxStore(world.Database.Source), world.Quarantine, new MaintenanceSignal(), world.Service.Writer, new QuickTime());

        var expiring = expiry.RunAsync(world.Service.Product(Orders), CancellationToken.None);
        await catalog.Committed.WaitAsync(TimeSpan.FromSeconds(60));
        await world.Service.MaintainAsync(Orders);
        await expiring;

        Assert.Equal(("delete", "1"), (deleted!.Operation, deleted.Summary["added-position-deletes"]));
        await world.HasRowsAsync(Orders, "paid");
        Assert.Equal("0", (await world.Catalog.TableAsync(Orders))!.CurrentSnapshot!.Summary["total-position-deletes"]);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Pyiceberg_sees_the_row_gone_before_and_after_the_files_are_rewritten()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        await EmitAsync(world, world.Service, (1, "placed"), (2, "paid"), (3, "placed"));
        await world.HasRowsAsync(Orders, "placed", "paid", "placed");
        await DeleteAsync(world, world.Service, 1);
        await world.HasRowsAsync(Orders, "paid", "placed");
        Assert.Equal([2, 3], Ids(await python.ReadAsync(await LocationAsync(world))));

        await world.Service.MaintainAsync(Orders);

        var table = (await world.Catalog.TableAsync(Orders))!;
        Assert.Equal((SnapshotOperations.Replace, "0"), (table.CurrentSnapshot!.Operation, table.CurrentSnapshot.Summary["total-position-deletes"]));
        Assert.Equal([2, 3], Ids(await python.ReadAsync(await LocationAsync(world))));
    }

    private static async Task<string> LocationAsync(CheckedWorld world) => (await world.Catalog.Tables.LoadAsync(ProductTable.Of(DataProductId.Parse(Orders), 1), CancellationToken.None))!.MetadataLocation;

    private static IEnumerable<int> Ids(IEnumerable<JsonElement> rows) => rows.Select(row => row.GetProperty("order_id").GetInt32()).Order();

    private static Task EmitAsync(CheckedWorld world, RunningService service, params (int Id, string Status)[] rows) => world.Database.CommitAsync(transaction =>
        service.Publisher(Orders).EmitAllAsync([.. rows.Select(row => new { order_id = row.Id, status = row.Status })], transaction, CancellationToken.None));

    private static Task DeleteAsync(CheckedWorld world, RunningService service, params int[] ids) =>
        world.Database.CommitAsync(transaction => service.Publisher(Orders).DeleteAllAsync(ids, transaction, CancellationToken.None));

    /// <summary>A catalog whose first commit comes after one of others.</summary>
    private sealed class PrecededCatalog(ITableCatalog inner, Func<Task> others) : ITableCatalog
    {
        private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isPreceded;

        public Task Committed => _committed.Task;

        public Task<LoadedTable?> LoadAsync(TableIdentifier table, CancellationToken cancellationToken) => inner.LoadAsync(table, cancellationToken);

        public Task<LoadedTable> CreateAsync(IReadOnlyList<string> @namespace, NewTable table, CancellationToken cancellationToken) => inner.CreateAsync(@namespace, table, cancellationToken);

        public async Task<LoadedTable> CommitAsync(TableIdentifier table, TableCommit commit, CancellationToken cancellationToken)
        {
            if (!_isPreceded)
            {
                _isPreceded = true;
                await others();
            }

            var changed = await inner.CommitAsync(table, commit, cancellationToken);
            _committed.TrySetResult();
            return changed;
        }
    }
}

using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Quality;

public sealed class BatchReplayTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";
    private const string Events = "checked.events";

    [SkippableFact]
    public async Task Replay_publishes_what_has_not_changed_since_and_leaves_what_has()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        var quarantined = await QuarantinedAsync(world, Orders, """{"order_id":1,"status":"lo\u0000st"}""", """{"order_id":2,"status":"paid"}""", """{"order_id":3,"status":"placed"}""");
        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""), (Orders, """{"order_id":3,"status":"paid"}"""));
        await world.HasRowsAsync(Orders, "placed", "paid");

        var replayed = await world.Service.ReplayAsync(quarantined);

        Assert.NotNull(replayed.ReplayedAt);
        await world.HasRowsAsync(Orders, "placed", "paid", "paid");
        var snapshot = (await world.Catalog.TableAsync(Orders))!.CurrentSnapshot!;
        Assert.Equal((snapshot.SnapshotId, quarantined.BatchId, "5"), (replayed.SnapshotId, snapshot.Summary["mesh.batch-id"], snapshot.Summary["mesh.outbox-position"]));

        // Of a batch whose rows all changed since nothing is published, and it is done.
        quarantined = await QuarantinedAsync(world, Orders, """{"order_id":4,"status":"lost"}""");
        await world.EmitAsync((Orders, """{"order_id":4,"status":"paid"}"""));
        await world.HasRowsAsync(Orders, "placed", "paid", "paid", "paid");
        var before = (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId;

        replayed = await world.Service.ReplayAsync(quarantined);

        Assert.Equal((true, null), (replayed.ReplayedAt is not null, replayed.SnapshotId));
        Assert.Equal(before, (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId);
    }

    [SkippableFact]
    public async Task Newer_row_that_was_quarantined_itself_does_not_block_a_replay()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        var first = await QuarantinedAsync(world, Orders, """{"order_id":1,"status":"lost"}""", """{"order_id":2,"status":"placed"}""");
        var second = await QuarantinedAsync(world, Orders, """{"order_id":2,"status":"paid"}""", """{"order_id":1,"status":"lost"}""");
        await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
        await world.HasRowsAsync(Orders, "paid");

        await world.Service.ReplayAsync(first);
        await world.HasRowsAsync(Orders, "paid", "placed");
        await world.Service.ReplayAsync(second);
        await world.HasRowsAsync(Orders, "paid", "paid");
        // The other way round the older one finds a newer row.
        Assert.Equal(first.BatchId, (await world.Service.ReplayAsync(first)).BatchId);
        await world.HasRowsAsync(Orders, "paid", "paid");
    }

    // As after a kill between the catalog's swap and what comes after it.
    [SkippableFact]
    public async Task Rows_of_a_replay_whose_process_came_to_its_end_are_newer_than_those_of_an_earlier_batch()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        var first = await QuarantinedAsync(world, Orders, """{"order_id":1,"status":"lost"}""", """{"order_id":2,"status":"placed"}""");
        var second = await QuarantinedAsync(world, Orders, """{"order_id":2,"status":"paid"}""", """{"order_id":3,"status":"lost"}""");
        await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""), (Orders, """{"order_id":3,"status":"paid"}"""));
        await world.HasRowsAsync(Orders, "paid", "paid");
        // The publisher has heard what became of its own batch.
        await Eventually.HoldsAsync(() => EverythingIsReportedAsync(world));
        world.Catalog.Tables.AfterSwap = () => throw new InvalidOperationException("The answer is lost.");
        await Assert.ThrowsAsync<HttpRequestException>(() => world.Service.ReplayAsync(second));
        world.Catalog.Tables.AfterSwap = () => { };

        await world.Service.ReplayAsync(first);

        await world.HasRowsAsync(Orders, "paid", "paid", "paid");
        Assert.NotNull((await world.Service.ReplayAsync(second)).ReplayedAt);
        await Eventually.HoldsAsync(() => EverythingIsReportedAsync(world));
        Assert.Equal([$"{first.BatchId}", $"{second.BatchId}", "5-6", $"{second.BatchId}@replayed"], world.Catalog.Reports.Select(reported => reported.Report.BatchId));
    }

    [SkippableFact]
    public async Task Facts_are_published_once_however_often_they_are_replayed()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders, Events);
        var quarantined = await QuarantinedAsync(world, Events, """{"order_id":7}""");
        await world.EmitAsync((Orders, """{"order_id":7,"status":"paid"}"""));
        await world.HasRowsAsync(Orders, "paid");

        var replayed = await world.Service.ReplayAsync(quarantined);
        Assert.Equal(replayed.SnapshotId, (await world.Service.ReplayAsync(replayed)).SnapshotId);
        // As after an answer that was lost: nothing is noted yet, and the table holds the batch.
        await world.Service.ReplayAsync(quarantined);

        var snapshot = (await world.Catalog.TableAsync(Events))!.CurrentSnapshot!;
        Assert.Equal((replayed.SnapshotId, "1"), (snapshot.SnapshotId, snapshot.Summary["total-records"]));
    }

    [SkippableFact]
    public async Task Batch_that_does_not_pass_yet_stays_out_and_says_why()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders);
        var quarantined = await QuarantinedAsync(world, Orders, """{"order_id":1,"status":"lost"}""", """{"order_id":2,"status":"gone"}""");
        await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
        await world.HasRowsAsync(Orders, "paid");

        var again = await world.Service.ReplayAsync(quarantined);

        Assert.Null(again.ReplayedAt);
        Assert.Equal("1 row: status is none of placed, paid.", again.Results[0].Reason);
        Assert.Contains("\"order_id\":2", Assert.Single(again.Results[0].Sample).GetRawText(), StringComparison.Ordinal);
        await world.HasRowsAsync(Orders, "paid");
        await Eventually.HoldsAsync(() => world.Catalog.Reports.Count(report => report.Product == Orders) == 3);
    }

    // The server has no statistics of rows that are a moment old: a join compared all pairs of them, for minutes.
    [SkippableFact]
    public async Task Large_batch_is_replayed_alongside_as_many_newer_rows()
    {
        const int Old = 100, Rows = 8_000;
        await using var world = await CheckedWorld.StartAsync(postgres, Orders);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":0,"status":"placed"}"""));
            await world.HasRowsAsync(Orders, "placed");
        }

        var table = (await world.Catalog.TableAsync(Orders))!;
        var published = PublishedRows.Of(table with
        {
            Snapshots = [.. table.Snapshots.Select(snapshot => snapshot with { Summary = new Dictionary<string, string>(snapshot.Summary, StringComparer.Ordinal) { ["mesh.outbox-position"] = $"{Old + (2 * Rows)}" } })],
        });
        await world.Database.ExecuteAsync($$"""
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, position)
            SELECT 'checked.others_v1', gen_random_uuid(), n::text, now(), '{}', n FROM generate_series(1, {{Old}}) AS n;
            ANALYZE mesh.outbox;
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, position)
            SELECT '{{Orders}}_v1', gen_random_uuid(), n::text, now(), format('{"order_id":%s}', CASE WHEN n <= {{Rows}} THEN n ELSE n - 10 END), {{Old}} + n FROM generate_series(1, 2 * {{Rows}}) AS n
            """);
        var batch = BatchOf(Old + 1, Old + Rows);

        await world.Database.ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 40000', current_database()); END $$");
        world.Database.Source.Clear();

        var rows = await world.Quarantine.RowsAsync(batch, ["order_id"], published, CancellationToken.None);

        // The last ten have newer rows.
        Assert.Equal(Enumerable.Range(Old + 1, Rows - 10).Select(position => (long)position), rows.Select(row => row.Position));
    }

    // The keys of all newer rows are computed, which takes as long as there are rows.
    [SkippableFact]
    public async Task Rows_of_an_old_batch_are_found_however_long_that_takes()
    {
        await using var database = new MeshDatabase(NpgsqlDataSource.Create(await MeshDatabase.ConnectionAsync(postgres) + ";Command Timeout=1"));
        await database.ExecuteAsync($$"""
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, position) VALUES ('{{Orders}}_v1', gen_random_uuid(), '1', now(), '{"order_id":1}', 1)
            """);
        var table = new NewTable("orders", TableSchema.FromColumns([new ColumnDefinition { Name = "order_id", Type = ColumnType.Parse("INTEGER") }])).ToMetadata("file:///orders", Guid.NewGuid(), nowMs: 0);
        await using var locking = await database.Source.OpenConnectionAsync();
        await using var transaction = await locking.BeginTransactionAsync();
        await transaction.ExecuteAsync("LOCK TABLE mesh.outbox", null, CancellationToken.None);

        var rows = new QuarantineStore(database.Source, TimeProvider.System).RowsAsync(BatchOf(1, 1), ["order_id"], PublishedRows.Of(table), CancellationToken.None);
        await Eventually.HoldsAsync(async () => rows.IsFaulted || (await database.QueryAsync<bool>(
            "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '4 seconds'"))[0]);
        await transaction.RollbackAsync();

        Assert.Equal([1L], (await rows).Select(row => row.Position));
    }

    private static QuarantinedBatch BatchOf(long first, long last) => new()
    {
        Product = DataProductId.Parse(Orders),
        Major = 1,
        Id = 1,
        Version = ProductVersion.First,
        BatchId = "many",
        FirstPosition = first,
        LastPosition = last,
        Rows = last - first + 1,
        QuarantinedAt = DateTimeOffset.UnixEpoch,
        Results = [],
    };

    private static async Task<QuarantinedBatch> QuarantinedAsync(CheckedWorld world, string product, params string[] rows)
    {
        var id = new ProductMajorVersion(DataProductId.Parse(product), 1);
        var before = (await world.Quarantine.ListAsync(id, null, 100, CancellationToken.None)).Count;
        await world.EmitAsync([.. rows.Select(row => (product, row))]);
        await Eventually.HoldsAsync(async () => (await world.Quarantine.ListAsync(id, null, 100, CancellationToken.None)).Count == before + 1);
        return (await world.Quarantine.ListAsync(id, null, 1, CancellationToken.None))[0];
    }

    private static async Task<bool> EverythingIsReportedAsync(CheckedWorld world) => (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.batch_reports"))[0] == 0;
}

using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Quality;

public sealed class TablePortWorkerTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";
    private const string Events = "checked.events";

    private const string Shipments = "checked.shipments";

    [SkippableFact]
    public async Task Batch_that_fails_is_quarantined_once_with_its_reasons_and_the_next_one_is_published()
    {
        var product = new ProductMajorVersion(DataProductId.Parse(Orders), 1);
        await using var world = await CheckedWorld.StartAsync(postgres, Orders);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
            await world.HasRowsAsync(Orders, "placed");
            await world.EmitAsync((Orders, """{"order_id":2,"status":"lost"}"""), (Orders, """{"order_id":3,"status":"paid"}"""));
            await QuarantinedAsync(1);
            await world.EmitAsync((Orders, """{"order_id":4,"status":"paid"}"""));
            await world.HasRowsAsync(Orders, "placed", "paid");
            await world.EmitAsync((Orders, """{"order_id":5,"status":"lost"}"""));
            await QuarantinedAsync(2);
        }

        // The last quarantined row is after the table's position.
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":6,"status":"paid"}"""));
            await world.HasRowsAsync(Orders, "placed", "paid", "paid");
        }

        var quarantined = (await world.Quarantine.ListAsync(product, null, 10, CancellationToken.None)).OrderBy(batch => batch.FirstPosition).ToList();
        Assert.Equal([(2, 3, 2), (5, 5, 1)], quarantined.Select(batch => (batch.FirstPosition, batch.LastPosition, batch.Rows)));
        Assert.Equal("1 row: status is none of placed, paid.", quarantined[0].Results[0].Reason);
        Assert.Contains("\"order_id\":2", Assert.Single(quarantined[0].Results[0].Sample).GetRawText(), StringComparison.Ordinal);

        Task QuarantinedAsync(int count) => Eventually.HoldsAsync(async () => (await world.Quarantine.ListAsync(product, null, 10, CancellationToken.None)).Count == count);
    }

    [SkippableFact]
    public async Task Row_that_refers_to_another_domain_waits_for_what_is_published_there()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders, Shipments);
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed");
        Assert.Null((await world.Catalog.TableAsync(Shipments))?.CurrentSnapshot);

        world.OrdersElsewhere = "SELECT 1 AS order_id";

        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 1);
        Assert.Empty(await world.Quarantine.ListAsync(new ProductMajorVersion(DataProductId.Parse(Shipments), 1), null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Product_that_cannot_be_published_holds_up_no_other()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Orders, Shipments);
        world.OrdersElsewhere = null;
        world.Time.Never = TimeSpan.FromSeconds(2);
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(() => world.Log.Any(line => line.Contains("was not published", StringComparison.Ordinal)));

        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed");
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.EmitAsync((Orders, """{"order_id":2,"status":"paid"}"""));

        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 1);
    }

    [SkippableFact]
    public async Task Row_waits_for_what_it_refers_to_while_that_cannot_be_published()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Orders, Events);
        world.Time.Never = TimeSpan.FromSeconds(2);
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed");
        var data = Path.Combine(world.FolderOf(Orders), "data");
        Directory.Move(data, data + "-away");
        await File.WriteAllTextAsync(data, "no folder");

        await world.EmitAsync((Orders, """{"order_id":2,"status":"placed"}"""), (Events, """{"order_id":2}"""));
        await Eventually.HoldsAsync(() => world.Log.Any(line => line.Contains("was not published", StringComparison.Ordinal)));
        await world.EmitAsync((Events, """{"order_id":2}"""));
        File.Delete(data);
        Directory.Move(data + "-away", data);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await world.EmitAsync((Orders, """{"order_id":3,"status":"placed"}"""));

        await Eventually.HoldsAsync(async () => (await world.Catalog.TableAsync(Events))?.CurrentSnapshot?.Summary["total-records"] == "2");
        Assert.Empty(await world.Quarantine.ListAsync(new ProductMajorVersion(DataProductId.Parse(Events), 1), null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Row_that_waited_in_vain_is_quarantined_and_those_behind_it_are_published()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders, Shipments);
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await world.EmitAsync((Shipments, """{"order_id":2}"""));
        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed");
        await world.EmitAsync((Shipments, """{"order_id":1}"""));

        // The wait begins with the first try, which may come after the orders are seen.
        await Eventually.HoldsAsync(async () =>
        {
            world.Time.Advance(PendingReferences.Patience);
            return (await world.RowsAsync(Shipments, 1)).Count == 1;
        });
        var quarantined = Assert.Single(await world.Quarantine.ListAsync(new ProductMajorVersion(DataProductId.Parse(Shipments), 1), null, 10, CancellationToken.None));
        Assert.Equal((1, "1 row: order_id is not in shop.orders.order_id."), (quarantined.Rows, quarantined.Results[0].Reason));
    }

    [SkippableFact]
    public async Task Row_that_comes_with_what_it_refers_to_is_published_in_the_same_round()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Orders, Events);
        await world.EmitAsync([.. Enumerable.Range(1, 40).SelectMany(number => new[] { (Events, $$"""{"order_id":{{number}}}"""), (Orders, $$"""{"order_id":{{number}},"status":"placed"}""") })]);
        await using (await world.PublishAsync())
        {
            for (var number = 41; number <= 60; number++)
            {
                await world.EmitAsync((Events, $$"""{"order_id":{{number}}}"""), (Orders, $$"""{"order_id":{{number}},"status":"placed"}"""));
            }

            await Eventually.HoldsAsync(async () => (await world.Catalog.TableAsync(Events))?.CurrentSnapshot?.Summary["total-records"] == "60");
        }

        Assert.Empty(await world.Quarantine.ListAsync(new ProductMajorVersion(DataProductId.Parse(Events), 1), null, 10, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Of_two_processes_one_publishes_then_the_other_and_each_row_is_quarantined_and_replayed_once()
    {
        const int Facts = 120;
        var events = new ProductMajorVersion(DataProductId.Parse(Events), 1);
        await using var world = await CheckedWorld.StartAsync(postgres, Orders, Events);
        await using var first = await world.PublishAsync();
        await using var second = await world.PublishAsync();
        for (var number = 1; number <= Facts; number++)
        {
            // In one process after the other the session dies that has the right, and the first process stops.
            if (number % (Facts / 4) == 0)
            {
                await world.Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {CheckedWorld.PublisherLock}");
            }

            if (number == Facts * 3 / 4)
            {
                await first.DisposeAsync();
            }

            await world.EmitAsync((Events, $$"""{"order_id":{{number}}}"""));
            if (number % 10 == 0)
            {
                await Eventually.HoldsAsync(async () => await world.Quarantine.LastPositionAsync(events, CancellationToken.None) == number);
            }
        }

        Assert.Single(await world.Database.QueryAsync<int>($"SELECT pid FROM pg_locks WHERE {CheckedWorld.PublisherLock}"));
        var quarantined = (await world.Quarantine.ListAsync(events, null, Facts, CancellationToken.None)).OrderBy(batch => batch.FirstPosition).ToList();
        Assert.Equal(Facts, quarantined.Sum(batch => batch.Rows));
        Assert.All(quarantined.Zip(quarantined.Skip(1)), pair => Assert.Equal(pair.First.LastPosition + 1, pair.Second.FirstPosition));

        await world.EmitAsync([.. Enumerable.Range(1, Facts).Select(number => (Orders, $$"""{"order_id":{{number}},"status":"paid"}"""))]);
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Orders, 1)).Count == Facts);
        foreach (var batch in quarantined)
        {
            Assert.NotNull((await second.ReplayAsync(batch)).ReplayedAt);
        }

        var rows = await world.RowsAsync(Events, 1);
        Assert.Equal((Facts, Facts), (rows.Count, rows.Distinct().Count()));
    }

    [SkippableFact]
    public async Task Table_whose_folder_is_gone_says_so_and_holds_up_no_other_and_goes_on_when_it_is_back()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Orders, "checked.prices");
        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed");
        var folder = world.FolderOf(Orders);
        Directory.Move(folder, folder + ".away");

        // The first publish of a row with a key looks for the row that it replaces.
        await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
        await Eventually.HoldsAsync(() => world.Log.Any(line => line.StartsWith("checked.orders_v1 was not published and is tried again: ", StringComparison.Ordinal) && line.Contains(folder, StringComparison.Ordinal)));
        await world.EmitAsync(("checked.prices", 1, """{"item_id":1,"amount":7}"""));
        await Eventually.HoldsAsync(async () => await world.RowsAsync("checked.prices", 1) is ["""{"item_id":1,"amount":7}"""]);

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(folder + ".away", folder);
        await world.HasRowsAsync(Orders, "paid");
    }

    [SkippableFact]
    public async Task Publisher_whose_session_is_gone_quarantines_nothing_any_more()
    {
        var events = new ProductMajorVersion(DataProductId.Parse(Events), 1);
        await using var world = await CheckedWorld.StartAsync(postgres);
        await using var lease = await PublisherLease.TakeAsync(world.Database.Source, TimeProvider.System, CancellationToken.None);
        await lease.UseAsync(transaction => world.Quarantine.AddAsync(events, 4, 6, Quarantined(4, 6), transaction, CancellationToken.None), CancellationToken.None);

        foreach (var (begin, end) in new[] { (1, 4), (5, 5), (6, 9), (1, 9) })
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => lease.UseAsync(
                transaction => world.Quarantine.AddAsync(events, begin, end, Quarantined(begin, end), transaction, CancellationToken.None), CancellationToken.None));
            Assert.Equal($"checked.events_v1: rows of batch {begin}-{end} are quarantined already, in batch 4-6.", refused.Message);
        }

        await world.Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {CheckedWorld.PublisherLock}");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => lease.UseAsync(
            transaction => world.Quarantine.AddAsync(events, 7, 9, Quarantined(7, 9), transaction, CancellationToken.None), CancellationToken.None));
        await Eventually.HoldsAsync(() => lease.Lost.IsCancellationRequested);
        await using var next = await PublisherLease.TakeAsync(world.Database.Source, TimeProvider.System, CancellationToken.None);
        Assert.Equal(6, await world.Quarantine.LastPositionAsync(events, CancellationToken.None));
    }

    private static PublishOutcome Quarantined(long first, long last) => new(Snapshot: null, [])
    {
        Rows = last - first + 1,
        Report = new BatchReport { BatchId = TableWriter.BatchId(first, last), Version = ProductVersion.First, CheckedAt = DateTimeOffset.UnixEpoch, Rows = last - first + 1, Results = [] },
    };

    [SkippableFact]
    public async Task Major_versions_are_published_side_by_side()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, "checked.prices");
        await using (await world.PublishAsync())
        {
            await world.EmitAsync(("checked.prices", 1, """{"item_id":1,"amount":7}"""), ("checked.prices", 2, """{"item_id":1,"amount":"7.00","currency":"BRL"}"""), ("checked.prices", 2, """{"item_id":2,"amount":"0.50","currency":"EUR"}"""));
            await Eventually.HoldsAsync(async () => await world.RowsAsync("checked.prices", 1) is ["""{"item_id":1,"amount":7}"""]);
            await Eventually.HoldsAsync(async () =>
                await world.RowsAsync("checked.prices", 2) is ["""{"item_id":1,"amount":"7.00","currency":"BRL"}""", """{"item_id":2,"amount":"0.50","currency":"EUR"}"""]);
        }
    }

    [SkippableFact]
    public async Task Catalog_gets_each_batchs_results_and_lineage_even_when_it_was_away()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Orders);
        world.Catalog.Tables.BeforeSwap = () =>
        {
            world.Catalog.Tables.BeforeSwap = () => Task.CompletedTask;
            throw new IOException("The catalog is away.");
        };
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1}"""));
            await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 1);
        }

        var (product, report) = Assert.Single(world.Catalog.Reports);
        Assert.Equal((Orders, "1-1", 1L, (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId), (product, report.BatchId, report.Rows, report.SnapshotId));
        Assert.Equal([CheckOutcome.Passed, CheckOutcome.Failed], report.Results.Select(result => result.Outcome));
        Assert.Equal(("1-1", true), (report.Origin!.BatchId, report.Origin.Columns is null));
        Assert.Equal([new ReadDataset("checked.outbox", "1")], report.Origin.Datasets);
    }

    [SkippableFact]
    public async Task Work_alongside_the_publishes_that_fails_begins_again_and_holds_up_no_publish()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Orders);
        var work = new FailingWork();
        world.Pipelines = (_, _, _) => work;
        await using var service = await world.PublishAsync();

        await world.EmitAsync((Orders, """{"order_id":1,"status":"placed"}"""));
        await world.HasRowsAsync(Orders, "placed");
        await work.Again;

        Assert.Equal(["This process publishes the domain's tables", "FailingWork of this domain failed, and begins again: broken | InvalidOperationException"], world.LeaseLog);
    }

    private sealed class FailingWork : ILeasedWork
    {
        private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        /// <summary>Ends when it has failed twice, and runs again.</summary>
        public Task Again => _again.Task.WaitAsync(TimeSpan.FromMinutes(1));

        public async Task RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken)
        {
            if (_times++ < 2)
            {
                await Task.Yield();
                throw new InvalidOperationException("broken");
            }

            _again.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}

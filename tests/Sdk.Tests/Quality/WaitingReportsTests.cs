using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>Reports on batches that a check quarantines: no commit carries them.</summary>
public sealed class WaitingReportsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";

    private static readonly ProductMajorVersion Product = new(DataProductId.Parse(Orders), 1);

    [SkippableFact]
    public async Task Catalog_that_cannot_take_a_report_now_gets_it_again()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, new QuickTime(), folder: null, Orders);
        foreach (var status in (int[])[401, 408, 429, 503])
        {
            world.Catalog.Refusals.Enqueue(status);
        }

        await using var service = await world.PublishAsync();

        await world.EmitAsync((Orders, """{"order_id":1,"status":"lost"}"""));
        IReadOnlyList<string> final = [];
        await Eventually.HoldsAsync(async () => world.Catalog.Reports.Count == 1
            || (final = [.. (await world.Reports.FailedAsync(Product, 10, CancellationToken.None)).Where(failed => failed.NextTryAt is null).Select(failed => failed.Reason)]).Count > 0);

        Assert.Empty(final);
        Assert.Empty(world.Catalog.Refusals);
        var (_, report) = Assert.Single(world.Catalog.Reports);
        Assert.Equal(("1-1", 1L, null), (report.BatchId, report.Rows, report.SnapshotId));
        Assert.Equal(["checked.outbox 1"], report.Origin!.Datasets.Select(read => $"{read.Name} {read.Version}"));
        await WaitingAsync(world, 0);
    }

    [SkippableFact]
    public async Task Report_that_is_refused_for_good_is_set_aside_with_the_reason_until_the_service_starts_again()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, new QuickTime(), folder: null, Orders);
        (world.Catalog.Refused["1-1"], world.Catalog.Refused["2-2"]) = (400, 404);
        await using (await world.PublishAsync())
        {
            foreach (var order in (int[])[1, 2])
            {
                await world.EmitAsync((Orders, $$"""{"order_id":{{order}},"status":"lost"}"""));
                await Eventually.HoldsAsync(async () => (await world.Reports.FailedAsync(Product, 10, CancellationToken.None)).Count == order);
            }

            await world.EmitAsync((Orders, """{"order_id":3,"status":"lost"}"""));
            await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 1);
            // One that was sent and not noted yet would be sent again.
            await WaitingAsync(world, 2);
        }

        Assert.Equal("3-3", Assert.Single(world.Catalog.Reports).Report.BatchId);
        var failed = (await world.Reports.FailedAsync(Product, 10, CancellationToken.None)).OrderBy(report => report.Report.BatchId, StringComparer.Ordinal);
        Assert.Equal(
            ((string[])["1-1", "2-2"]).Select(batch => (batch, 1, (DateTimeOffset?)null, $"{world.Catalog.Address}products/{Orders}/quality answered: batch_id: {batch} is refused.")),
            failed.Select(report => (report.Report.BatchId, report.Tries, report.NextTryAt, report.Reason)));

        // Who starts the service again may have fixed what was wrong.
        world.Catalog.Refused.Clear();
        await using var next = await world.PublishAsync();
        await WaitingAsync(world, 0);
        Assert.Equal(["1-1", "2-2", "3-3"], world.Catalog.Reports.Select(reported => reported.Report.BatchId).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Report_that_always_fails_holds_up_no_other_and_is_taken_when_it_can_be()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, new QuickTime(), folder: null, Orders);
        world.Catalog.Refused["1-1"] = 500;
        await using var service = await world.PublishAsync();

        await world.EmitAsync((Orders, """{"order_id":1,"status":"lost"}"""));
        await Eventually.HoldsAsync(async () => (await world.Reports.FailedAsync(Product, 10, CancellationToken.None)).Count == 1);
        await world.EmitAsync((Orders, """{"order_id":2,"status":"lost"}"""));
        await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 1);
        await world.EmitAsync((Orders, """{"order_id":3,"status":"paid"}"""));
        await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 2);

        Assert.Equal(["2-2", "3-3"], world.Catalog.Reports.Select(reported => reported.Report.BatchId));
        Assert.NotNull(Assert.Single(await world.Reports.FailedAsync(Product, 10, CancellationToken.None)).NextTryAt);
        world.Catalog.Refused.Clear();
        await WaitingAsync(world, 0);
        Assert.Equal(["2-2", "3-3", "1-1"], world.Catalog.Reports.Select(reported => reported.Report.BatchId));
    }

    [SkippableFact]
    public async Task Report_that_a_process_did_not_come_to_send_is_sent_by_the_next()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, new QuickTime(), folder: null, Orders);
        foreach (var _ in Enumerable.Range(0, 1_000))
        {
            world.Catalog.Refusals.Enqueue(503);
        }

        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
            await world.HasRowsAsync(Orders, "paid");
            await world.EmitAsync((Orders, """{"order_id":2,"status":"lost"}"""));
            await Eventually.HoldsAsync(async () => await world.Quarantine.LastPositionAsync(Product, CancellationToken.None) == 2);
        }

        Assert.Equal("1-1", Assert.Single(world.Catalog.Reports).Report.BatchId);
        world.Catalog.Refusals.Clear();
        await using var next = await world.PublishAsync();
        await WaitingAsync(world, 0);

        Assert.Equal([("1-1", (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId), ("2-2", null)], world.Catalog.Reports.Select(reported => (reported.Report.BatchId, reported.Report.SnapshotId)));
    }

    // As the SDK left it that reported a batch after its commit, and was killed between the two, or before both.
    [SkippableFact]
    public async Task Report_of_an_earlier_version_is_sent_if_and_only_if_its_batch_was_published()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, new QuickTime(), folder: null, Orders);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
            await world.HasRowsAsync(Orders, "paid");
        }

        world.Catalog.Reports.Clear();
        await world.Database.QueryAsync<int>(
            """
            INSERT INTO mesh.batch_reports (product, report_id, report, is_settled)
            SELECT 'checked.orders_v1', batch, format('{"batch_id":"%1$s","version":"1.0.0","checked_at":"1970-01-01T00:00:00Z","rows":1,"results":[],"batches":1,"origin":{"batch_id":"%1$s","datasets":[{"name":"checked.outbox","version":"1"}]}}', batch), false
            FROM unnest(ARRAY['1-1', '2-9']) AS batch
            """);
        await using var next = await world.PublishAsync();
        await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 1);

        var (_, report) = Assert.Single(world.Catalog.Reports);
        Assert.Equal(("1-1", (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId, DateTimeOffset.UnixEpoch), (report.BatchId, report.SnapshotId, report.CheckedAt));
        await WaitingAsync(world, 0);
    }

    private static Task WaitingAsync(CheckedWorld world, long reports) =>
        Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.batch_reports"))[0] == reports);
}

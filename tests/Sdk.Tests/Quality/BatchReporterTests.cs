using MeshStarter.Contracts;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Quality;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Quality;

public sealed class BatchReporterTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Orders = "checked.orders";

    private static readonly ProductMajor Product = new(DataProductId.Parse(Orders), 1);

    [SkippableTheory]
    [InlineData(401)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Catalog_that_cannot_take_a_report_now_is_told_again(int status)
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.Catalog.Refusals.Enqueue(status);
        await using var service = await world.PublishAsync();

        await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
        await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == 1);

        Assert.Equal("1-1", Assert.Single(world.Catalog.Reports).Report.BatchId);
        await NothingWaitsAsync(world);
    }

    [SkippableTheory]
    [InlineData(400)]
    [InlineData(404)]
    public async Task Report_that_is_refused_for_good_is_set_aside_with_the_reason_and_does_not_take_its_lineage_with_it(int status)
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.Catalog.Refused["1-1"] = status;
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
            await Eventually.HoldsAsync(async () => (await FailedAsync(world)).Count == 1);
            await world.EmitAsync((Orders, """{"order_id":2,"status":"paid"}"""));
            await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == 2);
            // One that was told and not noted yet would be told again.
            await WaitingAsync(world, 1);
        }

        Assert.Equal("2-2", Assert.Single(world.Catalog.Reports).Report.BatchId);
        var failed = Assert.Single(await FailedAsync(world));
        Assert.Equal(("1-1", 1, null, true), (failed.Report.BatchId, failed.Tries, failed.NextTryAt, failed.Reason.Contains($"{status}", StringComparison.Ordinal)));

        // Who starts the service anew may have mended what was wrong.
        world.Catalog.Refused.Clear();
        await using var next = await world.PublishAsync();
        await NothingWaitsAsync(world);
        Assert.Equal(["2-2", "1-1"], world.Catalog.Reports.Select(told => told.Report.BatchId));
    }

    [SkippableFact]
    public async Task Report_that_always_fails_holds_up_no_other_and_is_taken_when_it_can_be()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.Catalog.Refused["1-1"] = 500;
        await using var service = await world.PublishAsync();

        await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
        await Eventually.HoldsAsync(async () => (await FailedAsync(world)).Count == 1);
        for (var number = 2; number <= 4; number++)
        {
            await world.EmitAsync((Orders, $$"""{"order_id":{{number}},"status":"paid"}"""));
            await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == number - 1);
        }

        Assert.DoesNotContain("1-1", world.Catalog.Reports.Select(told => told.Report.BatchId));
        Assert.NotNull(Assert.Single(await FailedAsync(world)).NextTryAt);
        world.Catalog.Refused.Clear();
        await NothingWaitsAsync(world);
        Assert.Equal(4, world.Catalog.Reports.Select(told => told.Report.BatchId).Distinct().Count());
        Assert.Equal((4, 4), (world.Catalog.Reports.Count, world.Catalog.Lineage.Count));
    }

    [SkippableFact]
    public async Task What_the_checks_said_is_told_once_when_only_the_lineage_fails()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.Catalog.LineageRefusals.Enqueue(500);
        world.Catalog.LineageRefusals.Enqueue(503);
        await using var service = await world.PublishAsync();

        await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
        await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == 1);

        Assert.Single(world.Catalog.Reports);
        await NothingWaitsAsync(world);
    }

    [SkippableFact]
    public async Task What_was_not_told_is_told_by_the_next_process()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        foreach (var _ in Enumerable.Range(0, 1_000))
            world.Catalog.Refusals.Enqueue(503);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
            await world.StandsAsync(Orders, "paid");
            await world.EmitAsync((Orders, """{"order_id":2,"status":"lost"}"""));
            await Eventually.HoldsAsync(async () => await world.Quarantine.LastPositionAsync(Product, CancellationToken.None) == 2);
        }

        Assert.Empty(world.Catalog.Reports);
        world.Catalog.Refusals.Clear();
        await using var next = await world.PublishAsync();
        await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == 2);

        Assert.Equal([("1-1", (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId), ("2-2", null)], world.Catalog.Reports.Select(told => (told.Report.BatchId, told.Report.SnapshotId)));
        await NothingWaitsAsync(world);
    }

    // As after a kill between the catalog's swap and what comes after it, and after one just before the swap.
    [SkippableFact]
    public async Task Batch_that_was_offered_is_reported_if_and_only_if_it_was_published()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Orders, """{"order_id":1,"status":"paid"}"""));
            await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == 1);
            await NothingWaitsAsync(world);
        }

        await world.Reports.OfferAsync(Product, Report("1-1", DateTimeOffset.UnixEpoch), Origin(1, 1), CancellationToken.None);
        await world.Reports.OfferAsync(Product, Report("2-9", DateTimeOffset.UnixEpoch), Origin(2, 9), CancellationToken.None);
        await using var next = await world.PublishAsync();
        await Eventually.HoldsAsync(() => world.Catalog.Lineage.Count == 2);

        var (_, report) = world.Catalog.Reports.Last();
        Assert.Equal(("1-1", (await world.Catalog.TableAsync(Orders))!.CurrentSnapshotId, DateTimeOffset.UnixEpoch), (report.BatchId, report.SnapshotId, report.CheckedAt));
        await NothingWaitsAsync(world);
    }

    [SkippableFact]
    public async Task Of_many_that_wait_the_earlier_ones_become_one_a_minute_and_none_is_left_out()
    {
        const int Many = BatchReports.MostApart + 200;
        await using var world = await CheckedWorld.StartAsync(postgres);
        for (var number = 0; number < Many; number++)
        {
            // Every tenth was kept out.
            var report = Report($"{number}-{number}", DateTimeOffset.UnixEpoch.AddSeconds(number)) with { SnapshotId = number % 10 == 0 ? null : number, Rows = 3 };
            await world.Reports.SettleAsync(Product, report, Origin(number, number), CancellationToken.None);
        }

        await world.Reports.RollUpAsync(CancellationToken.None);
        await world.Reports.RollUpAsync(CancellationToken.None);

        List<WaitingReport> told = [];
        while (await world.Reports.TakeAsync(
            waiting =>
            {
                told.AddRange(waiting);
                return Task.FromResult<IReadOnlyList<ReportTrial>>([.. waiting.Select(report => new ReportTrial(report.Id, null))]);
            },
            CancellationToken.None))
        {
        }

        // Two hundred seconds are four minutes, with both kinds in each.
        Assert.Equal(BatchReports.MostApart + 8, told.Count);
        Assert.Equal((Many, Many * 3L), (told.Sum(report => report.Report.Batches), told.Sum(report => report.Report.Rows)));
        Assert.Equal(Many / 10, told.Where(report => report.Report.SnapshotId is null).Sum(report => report.Report.Batches));
        Assert.Equal(Many, told.Sum(report => report.Report.Results.Sum(result => result.FailingRows)));
        Assert.Equal(told.Count, told.Select(report => report.Report.BatchId).Distinct().Count());
    }

    [SkippableFact]
    public async Task What_was_counted_by_a_process_that_did_not_come_to_note_it_is_not_rolled_up_and_counts_once()
    {
        const int Many = BatchReports.MostApart + 200;
        await using var world = await CheckedWorld.StartAsync(postgres);
        for (var number = 0; number < Many; number++)
            await world.Reports.SettleAsync(Product, Report($"{number}-{number}", DateTimeOffset.UnixEpoch.AddSeconds(number)) with { SnapshotId = number }, Origin(number, number), CancellationToken.None);
        Dictionary<string, long> counted = [];
        await Assert.ThrowsAsync<IOException>(() => world.Reports.TakeAsync(
            waiting =>
            {
                foreach (var report in waiting)
                    counted.TryAdd(report.Report.BatchId, report.Report.Batches);
                throw new IOException("killed");
            },
            CancellationToken.None));
        Assert.NotEmpty(counted);

        // The next process finds a catalog that fails.
        Assert.True(await world.Reports.TakeAsync(waiting => Task.FromResult<IReadOnlyList<ReportTrial>>([new ReportTrial(waiting[0].Id, "away") { IsAway = true }]), CancellationToken.None));
        await world.Reports.RollUpAsync(CancellationToken.None);
        var told = 0;
        while (await world.Reports.TakeAsync(
            waiting =>
            {
                foreach (var report in waiting)
                    counted.TryAdd(report.Report.BatchId, report.Report.Batches);
                told += waiting.Count;
                return Task.FromResult<IReadOnlyList<ReportTrial>>([.. waiting.Select(report => new ReportTrial(report.Id, null))]);
            },
            CancellationToken.None))
        {
        }

        Assert.Equal(Many, counted.Values.Sum());
        Assert.InRange(told, BatchReports.MostApart, Many - 1);
    }

    // Each may have been counted: they stay apart, and so they must not become ever more.
    [SkippableFact]
    public async Task Of_a_product_whose_reports_all_fail_no_more_than_a_thousand_are_sent_and_those_of_another_are_told()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        for (var number = 0; number < BatchReports.MostApart + 200; number++)
            await world.Reports.SettleAsync(Product, Report($"{number}-{number}", DateTimeOffset.UnixEpoch.AddSeconds(number)), Origin(number, number), CancellationToken.None);
        var other = new ProductMajor(DataProductId.Parse("checked.events"), 1);
        await world.Reports.SettleAsync(other, Report("1-1", DateTimeOffset.UnixEpoch), Origin(1, 1), CancellationToken.None);
        List<WaitingReport> sent = [];
        while (await world.Reports.TakeAsync(
            waiting =>
            {
                sent.AddRange(waiting);
                return Task.FromResult<IReadOnlyList<ReportTrial>>([.. waiting.Select(report => new ReportTrial(report.Id, report.Product == other ? null : "fails") { IsPutOff = report.Product != other })]);
            },
            CancellationToken.None))
        {
            if (sent.Any(report => report.Product == other))
                break;
        }

        Assert.Single(sent, report => report.Product == other);
        Assert.InRange(sent.Where(report => report.Product == Product).Select(report => report.Id).Distinct().Count(), 1, BatchReports.MostApart + 50);
    }

    private static KeptOrigin Origin(long first, long last) => new($"{first}-{last}", [new KeptOrigin.Dataset("checked.outbox", $"{last}")], null);

    private static BatchReport Report(string batchId, DateTimeOffset at) => new()
    {
        BatchId = batchId,
        Version = ProductVersion.First,
        CheckedAt = at,
        Rows = 1,
        Results = [new CheckResult { Check = new QualityCheck.NotNull(["status"]) { Severity = CheckSeverity.Warn }, Outcome = CheckOutcome.Failed, FailingRows = 1 }],
    };

    private static async Task<IReadOnlyList<FailedReport>> FailedAsync(CheckedWorld world) => [.. (await world.Reports.FailedAsync(Product, 10, CancellationToken.None)).Select(FailedReport.Of)];

    private static Task NothingWaitsAsync(CheckedWorld world) => WaitingAsync(world, 0);

    private static Task WaitingAsync(CheckedWorld world, long reports) =>
        Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.batch_reports"))[0] == reports);
}

using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Rows;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Tests.Consuming;
using MeshStarter.Sdk.Tests.Quality;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Tests.Batches;

public sealed class DataProductTableTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Totals = "checked.daily_totals";

    [SkippableFact]
    public async Task Rows_of_two_products_are_joined_aggregated_and_published_with_what_they_were_made_of()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        await using var ports = await PortServer.StartAsync();
        using var http = new HttpClient();
        ports.Register("orders.orders", PortType.Table, ("order_id", "BIGINT"), ("purchased_at", "TIMESTAMP"));
        ports.Register("payments.payments", PortType.Table, ("order_id", "BIGINT"), ("amount", "DECIMAL(18,2)"));
        ports.ServeStates("orders.orders", (11, [new { order_id = 1, purchased_at = "2026-01-01T23:00:00Z" }, new { order_id = 2, purchased_at = "2026-01-02T00:00:00Z" }]));
        ports.ServeStates("payments.payments", (22, [new { order_id = 1, amount = "1.50" }, new { order_id = 1, amount = "2.00" }, new { order_id = 2, amount = "4.00" }]));
        var consumer = new DataProductConsumer(ports.Address, http);
        var (orders, payments) = (await consumer.SubscribeAsync("orders.orders", CancellationToken.None), await consumer.SubscribeAsync("payments.payments", CancellationToken.None));
        var days = orders.Join(payments, on: "order_id").GroupByWindow("purchased_at", TimeSpan.FromDays(1))
            .ToRows("day", WindowColumn.Count("payments"), WindowColumn.Sum("total", "amount"), WindowColumn.Avg("ratio", "amount"));

        var published = await Of(world.Service).PublishAsync("2026-01", days, CancellationToken.None);

        Assert.Equal((2L, false, (await world.Catalog.TableAsync(Totals))!.CurrentSnapshotId), (published.Rows, published.IsRepeated, published.SnapshotId));
        Assert.Equal(["2026-01-01 2 3.50 1.75", "2026-01-02 1 4.00 4"], await ValuesAsync(world, row => $"{row.Day:yyyy-MM-dd} {row.Payments} {row.Total} {row.Ratio}"));
        var (product, report) = Assert.Single(world.Catalog.Reports);
        Assert.Equal((Totals, "2026-01", 2L, published.SnapshotId), (product, report.BatchId, report.Rows, report.SnapshotId));
        Assert.Equal([new ReadDataset("orders.orders", "11"), new ReadDataset("payments.payments", "22")], report.Origin!.Datasets);
        Assert.Equal([new ColumnOrigin("payments.payments", "amount", IsAggregated: true)], report.Origin.Of("total"));
        Assert.Equal("purchased_at", report.Origin.Of("day")[0].Column);
        Assert.Equal(
            [new RowOrigin("orders.orders", "order_id", "JOIN"), new RowOrigin("payments.payments", "order_id", "JOIN"), new RowOrigin("orders.orders", "purchased_at", "GROUP_BY")],
            report.Origin.Rows);
        Assert.Contains("from orders.orders", report.Origin.Sql, StringComparison.Ordinal);
        Assert.StartsWith("Sdk.Tests/Batches/DataProductTableTests.cs#L", report.Origin.Source, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Batch_reports_the_columns_that_filter_it_and_its_sql_without_literals()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        await using var ports = await PortServer.StartAsync();
        using var http = new HttpClient();
        ports.Register("orders.orders", PortType.Table, ("day", "DATE"), ("payments", "BIGINT"), ("status", "STRING"));
        ports.ServeStates("orders.orders", (11, [new { day = "2026-01-01", payments = 1, status = "a secret" }]));
        var orders = await new DataProductConsumer(ports.Address, http).SubscribeAsync("orders.orders", CancellationToken.None);

        await Of(world.Service).PublishAsync("2026-02", orders.Where($"status = {"a secret"} AND 4711 > 1").Select("day", "payments"), CancellationToken.None);

        var origin = Assert.Single(world.Catalog.Reports).Report.Origin!;
        Assert.Equal([new RowOrigin("orders.orders", "status", "FILTER")], origin.Rows);
        Assert.DoesNotContain("secret", origin.Sql, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", origin.Sql, StringComparison.Ordinal);
        Assert.Contains("status = ?", origin.Sql, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Records_are_published_as_the_rows_that_the_outbox_would_have_had()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        DailyTotalsRow[] rows =
        [
            new(new DateOnly(2026, 1, 1), 1),
            new(
                new DateOnly(2026, 1, 2), long.MaxValue, 12.5m, "-12345678901234567890123456789012345.125", new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)), new DateTime(2026, 1, 2, 3, 4, 5),
                new TimeOnly(23, 59, 59), Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), double.NaN, -0.5f, -7, true, [1, 2, 255],
                [new PlaceOfTotals("äö", 1.25m), null, new PlaceOfTotals(null, null)], new Dictionary<string, long?> { ["a"] = 1, ["b"] = null }),
        ];

        await Typed(world.Service).PublishAsync("all types", rows, CancellationToken.None);

        var contract = new RowContract(world.Service.Product(Totals).Descriptor.Schema);
        Assert.Equal(
            rows.Select(row => contract.Check(System.Text.Json.JsonSerializer.SerializeToElement(row, MeshJson.Options)) is { Row: { } canonical } ? canonical.ToJson() : "no row"),
            (await world.RowsAsync(Totals, 1)).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Records_may_have_numbers_without_sign_and_short_ones()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);

        await Typed<CountedTotals>(world.Service).PublishAsync("counted", [new(new DateOnly(2026, 1, 1), 7, -3), new(new DateOnly(2026, 1, 2), long.MaxValue, null)], CancellationToken.None);

        Assert.Equal(["7 -3", "9223372036854775807 "], await ValuesAsync(world, row => $"{row.Payments} {row.Level}"));
    }

    [SkippableFact]
    public async Task Batch_takes_the_place_of_its_partitions_once()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        var table = Typed(world.Service);
        await table.PublishAsync("a", [Row(1, 1), Row(1, 2), Row(2, 1)], CancellationToken.None);

        await table.OverwritePartitionsAsync("b", [Row(1, 3)], CancellationToken.None);
        var again = await table.OverwritePartitionsAsync("b", [Row(2, 9)], CancellationToken.None);

        Assert.True(again.IsRepeated);
        Assert.Equal(["2026-01-03", "2026-02-01"], await ValuesAsync(world, row => $"{row.Day:yyyy-MM-dd}"));
        await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 2);
    }

    [SkippableFact]
    public async Task Batch_takes_the_place_of_a_range_of_days_and_same_rows_change_nothing()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        var table = Typed(world.Service);
        var (first, second, third) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 3));
        await table.PublishAsync("a", [Row(1, 1), Row(1, 2)], CancellationToken.None);

        var replaced = await table.ReplaceAsync("b", "day", second, third, [Row(1, 2) with { Total = 9 }], CancellationToken.None);
        var same = await table.ReplaceAsync("c", "day", second, third, [Row(1, 2) with { Total = 9 }], CancellationToken.None);
        var emptied = await table.ReplaceAsync("d", "day", first, second, [], CancellationToken.None);
        var refused = await Assert.ThrowsAsync<BatchQuarantinedException>(() => table.ReplaceAsync("e", "day", first, second, [Row(1, 2)], CancellationToken.None));

        Assert.Equal((1L, false, true, replaced.SnapshotId), (replaced.Rows, replaced.IsUnchanged, same.IsUnchanged, same.SnapshotId));
        Assert.Equal(0, emptied.Rows);
        Assert.Contains("day is outside 2026-01-01 to 2026-01-01", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["2026-01-02 9.00"], await ValuesAsync(world, row => $"{row.Day:yyyy-MM-dd} {row.Total}"));
        await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 4);
    }

    [SkippableFact]
    public async Task Batch_that_fails_is_refused_with_its_reasons_and_shown_until_it_is_published_by_its_id()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        var table = Typed(world.Service);
        var id = world.Service.Product(Totals).Id;

        var refused = await Assert.ThrowsAsync<BatchQuarantinedException>(() => table.PublishAsync("a", [Row(1, 1), Row(1, 1), Row(1, 2) with { Total = -1 }], CancellationToken.None));

        Assert.Equal("checked.daily_totals@1: batch a is quarantined. unique: 2 rows: another row of the batch or the table has the same day. range: 1 row: total is below 0. Fix what is wrong and publish it again by this id.", refused.Message);
        Assert.Contains("\"day\":\"2026-01-01\"", refused.Findings[0].Sample[0], StringComparison.Ordinal);
        var quarantined = Assert.Single(await world.Quarantine.ListAsync(id, null, 10, CancellationToken.None));
        Assert.Equal(("a", null, 3L), (quarantined.BatchId, quarantined.FirstPosition, quarantined.Rows));
        Assert.Null((await world.Service.ReplayAsync(quarantined)).ReplayedAt);

        await Assert.ThrowsAsync<BatchQuarantinedException>(() => table.PublishAsync("a", [Row(1, 1) with { Total = -1 }], CancellationToken.None));
        var published = await table.PublishAsync("a", [Row(1, 1)], CancellationToken.None);

        quarantined = Assert.Single(await world.Quarantine.ListAsync(id, null, 10, CancellationToken.None));
        Assert.Equal((published.SnapshotId, true), (quarantined.SnapshotId, quarantined.ReplayedAt is not null));
        await Eventually.HoldsAsync(() => world.Catalog.Reports.Count == 3);
        Assert.Equal(3, world.Catalog.Reports.Select(report => report.Report.BatchId).Distinct().Count());
        Assert.Single(await world.RowsAsync(Totals, 1));
    }

    // As after a kill between the catalog's swap and what comes after it.
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_published_by_a_process_that_died_is_reported_once_by_the_next_publisher(bool again)
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Totals);
        await using (var service = await world.PublishAsync())
        {
            await NothingButBatchesAsync(world, service);
            world.Catalog.Tables.AfterSwap = () => throw new InvalidOperationException("The answer is lost.");
            await Assert.ThrowsAsync<HttpRequestException>(() => Typed(service).PublishAsync("a", [Row(1, 1), Row(1, 2)], CancellationToken.None));
            world.Catalog.Tables.AfterSwap = () => { };
            if (again)
            {
                Assert.True((await Typed(service).PublishAsync("a", [Row(1, 1), Row(1, 2)], CancellationToken.None)).IsRepeated);
                // One that is stopped while it sends a report leaves it to be reported again; the catalog knows it by its id.
                await NothingWaitsAsync(world);
            }
        }

        await using var next = await world.PublishAsync();
        Assert.True((await Typed(next).PublishAsync("a", [], CancellationToken.None)).IsRepeated);
        await NothingWaitsAsync(world);

        var (_, report) = Assert.Single(world.Catalog.Reports);
        Assert.Equal(("a", 2L, (await world.Catalog.TableAsync(Totals))!.CurrentSnapshotId), (report.BatchId, report.Rows, report.SnapshotId));
    }

    [SkippableFact]
    public async Task Batch_that_lost_its_race_is_reported_once()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        await Typed(world.Service).PublishAsync("first", [Row(1, 1)], CancellationToken.None);
        await NothingButBatchesAsync(world, world.Service);
        var others = 0;
        world.Catalog.Tables.BeforeSwap = async () =>
        {
            if (others++ is 0 or 2)
            {
                await Typed(world.Service).PublishAsync($"other {others}", [Row(2, others)], CancellationToken.None);
            }
        };

        await Typed(world.Service).PublishAsync("a", [Row(3, 1)], CancellationToken.None);
        await NothingWaitsAsync(world);

        Assert.Equal(["a", "first", "other 1", "other 3"], world.Catalog.Reports.Select(reported => reported.Report.BatchId).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Product_whose_rows_come_through_the_outbox_is_refused()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        var own = world.Service.Product(Totals);

        var stream = Assert.Throws<InvalidOperationException>(() => world.Service.Open(own with { Descriptor = own.Descriptor with { Ports = [PortType.Stream, PortType.Table] } }));
        await world.EmitAsync((Totals, """{"day":"2026-01-01","payments":1}"""));
        var outbox = await Assert.ThrowsAsync<InvalidOperationException>(() => Typed(world.Service).PublishAsync("a", [Row(1, 2)], CancellationToken.None));

        Assert.Contains("has a stream port", stream.Message, StringComparison.Ordinal);
        Assert.Contains("come through the outbox", outbox.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_the_contract_does_not_have_is_refused_before_it_is_written()
    {
        await using var world = await CheckedWorld.StartServiceAsync(postgres, Totals);
        await using var ports = await PortServer.StartAsync();
        using var http = new HttpClient();
        ports.Register("a.b", PortType.Table, ("day", "TIMESTAMP"), ("total", "DECIMAL(20,4)"), ("extra", "STRING"));
        var rows = await new DataProductConsumer(ports.Address, http).SubscribeAsync("a.b", CancellationToken.None);
        ports.ServeRows("a.b");

        var columns = await Assert.ThrowsAsync<ContractViolationException>(() => Of(world.Service).PublishAsync("a", rows, CancellationToken.None));
        var value = await Assert.ThrowsAsync<ContractViolationException>(() => Typed(world.Service).PublishAsync("a", [Row(1, 1), Row(1, 2) with { Total = 0.001m }], CancellationToken.None));

        Assert.Equal(["payments required", "day type", "total type", "extra undeclared"], columns.Violations.Select(violation => $"{violation.Path} {violation.Rule}"));
        Assert.Equal(["total range"], value.Violations.Select(violation => $"{violation.Path} {violation.Rule}"));
        await Assert.ThrowsAsync<ArgumentException>(() => Typed(world.Service).PublishAsync("a/b", [Row(1, 1)], CancellationToken.None));
        Assert.Empty(await world.RowsAsync(Totals, 1));
    }

    // From here on nothing else is committed: the publisher has begun its term in each table.
    private static async Task NothingButBatchesAsync(CheckedWorld world, RunningService service)
    {
        foreach (var product in service.Products)
        {
            await Eventually.HoldsAsync(async () => (await world.Catalog.TableAsync(product.Name.ToString(), product.Id.Major))?.Properties.ContainsKey(FencingToken.Property) == true);
        }
    }

    private static Task NothingWaitsAsync(CheckedWorld world) =>
        Eventually.HoldsAsync(async () => (await world.Database.QueryAsync<long>("SELECT count(*) FROM mesh.batch_reports"))[0] == 0);

    private static DailyTotalsRow Row(int month, int day) => new(new DateOnly(2026, month, day), 1, 1.50m);

    private static DataProductTable Of(RunningService service) => service.Open(service.Product(Totals));

    internal static DataProductTable<DailyTotalsRow> Typed(RunningService service) => Typed<DailyTotalsRow>(service);

    private static DataProductTable<TRow> Typed<TRow>(RunningService service)
        where TRow : class, IPublishedRow => new ServiceCollection()
        .AddKeyedSingleton("daily_totals", Of(service)).AddSingleton(typeof(DataProductTable<>)).BuildServiceProvider().GetRequiredService<DataProductTable<TRow>>();

    private static async Task<IReadOnlyList<string>> ValuesAsync(CheckedWorld world, Func<DailyTotalsRow, string> of) =>
        [.. (await world.RowsAsync(Totals, 1)).Select(row => of(System.Text.Json.JsonSerializer.Deserialize<DailyTotalsRow>(row, RowReading.Options)!)).Order(StringComparer.Ordinal)];

    private sealed record CountedTotals(
        [property: JsonPropertyName("day")] DateOnly Day, [property: JsonPropertyName("payments")] ulong Payments, [property: JsonPropertyName("level")] short? Level) : IPublishedRow
    {
        static string IProductRow.Product => Totals;

        static IReadOnlyList<ColumnDefinition> IProductRow.Columns => [];
    }
}

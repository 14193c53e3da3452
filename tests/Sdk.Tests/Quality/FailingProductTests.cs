using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>A product whose rows cannot be published is known as such, and no longer than that lasts.</summary>
public sealed class FailingProductTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Shipments = "checked.shipments";

    private static readonly ProductMajorVersion Product = new(DataProductId.Parse(Shipments), 1);

    [SkippableFact]
    public async Task Failing_product_is_in_the_answer_to_the_catalog_until_it_is_published()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Shipments);
        world.OrdersElsewhere = null;
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is { Reason: "shop.orders cannot be read.", Position: 0 });
        var since = (await world.Failures.FindAsync(Product, CancellationToken.None))!.Since;

        // A change of publisher is no failure.
        Assert.NotEqual(since, await FailingSinceAsync(world));
        world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(since, await FailingSinceAsync(world));
        var health = await world.Failures.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal((HealthStatus.Degraded, $"not published since {since:u}: checked.shipments@1 → GET /products/shipments/publishing has the reason"), (health.Status, health.Description));
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await Eventually.HoldsAsync(async () => await FailingSinceAsync(world) is null);

        Assert.Single(await world.RowsAsync(Shipments, 1));
        Assert.Null(await world.Failures.FindAsync(Product, CancellationToken.None));
        Assert.Equal(HealthStatus.Healthy, (await world.Failures.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [SkippableFact]
    public async Task Table_whose_data_files_are_gone_is_known_as_not_readable()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Shipments);
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await using var service = await world.PublishAsync();
        Assert.True((await world.HealthAsync())[Product].IsTableReadable);
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 1);
        Assert.True((await world.HealthAsync())[Product].IsTableReadable);

        foreach (var file in Directory.GetFiles(world.FolderOf(Shipments), "*.parquet", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        Assert.False((await world.HealthAsync())[Product].IsTableReadable);
    }

    [SkippableFact]
    public async Task Product_that_failed_when_its_service_ended_does_not_stay_so()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Shipments);
        world.OrdersElsewhere = null;
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Shipments, """{"order_id":1}"""));
            await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is not null);
            world.Time.Advance(TimeSpan.FromSeconds(10));
            Assert.NotNull(await FailingSinceAsync(world));
        }

        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await using var service = await world.PublishAsync();
        await Eventually.HoldsAsync(async () => await FailingSinceAsync(world) is null);

        Assert.Null(await world.Failures.FindAsync(Product, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Storage_that_is_full_is_the_reason_and_the_table_stays_whole_until_there_is_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 2_048);
        await using var world = await CheckedWorld.StartAsync(postgres, TimeProvider.System, Directory.CreateDirectory(Path.Combine(disk.Folder, "bucket")).FullName, Shipments);
        world.OrdersElsewhere = "SELECT 1 AS order_id UNION ALL SELECT 2";
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 1);
        var files = Directory.GetFiles(world.FolderOf(Shipments), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

        disk.Fill();
        await world.EmitAsync((Shipments, """{"order_id":2}"""));
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is not null);

        var reason = (await world.Failures.FindAsync(Product, CancellationToken.None))!.Reason;
        Assert.True(reason.Contains("No space left on device", StringComparison.Ordinal), reason);
        Assert.Single(await world.RowsAsync(Shipments, 1));
        Assert.Equal(files, Directory.GetFiles(world.FolderOf(Shipments), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        disk.Empty();
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 2);
        Assert.Null(await world.Failures.FindAsync(Product, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Product_whose_tries_take_long_again_and_again_is_tried_rarely()
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var time = new StoppedTime();
        var failures = new PublishingFailures(database.Source, time);
        foreach (var (took, pause) in ((int, int)[])[(0, 2), (2, 12), (10, 60), (100, 60)])
        {
            var product = new ProductMajorVersion(DataProductId.Parse($"checked.took_{took}"), 1);
            foreach (var wait in (int[])[2, pause])
            {
                Assert.True(failures.TryBegin(product), $"{product}");
                time.Advance(TimeSpan.FromSeconds(took));
                await failures.AddAsync(product, null, "shop.orders is not read within 10 seconds.", CancellationToken.None);

                time.Advance(TimeSpan.FromSeconds(wait - 0.1));
                Assert.False(failures.TryBegin(product), $"{product} is tried again before {wait} seconds");
                time.Advance(TimeSpan.FromSeconds(0.1));
            }

            Assert.True(failures.TryBegin(product), $"{product} is not tried again after {pause} seconds");
        }
    }

    [SkippableFact]
    public async Task Database_that_went_back_in_time_fails_its_products_until_the_outbox_goes_on_after_the_table()
    {
        await using var world = await CheckedWorld.StartAsync(postgres, Shipments);
        world.OrdersElsewhere = "SELECT unnest(range(10)) AS order_id";
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Shipments, """{"order_id":1}"""), (Shipments, """{"order_id":2}"""), (Shipments, """{"order_id":3}"""));
            await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 3);
        }

        await world.Database.ExecuteAsync("DELETE FROM mesh.outbox WHERE position > 1; UPDATE mesh.outbox_head SET last_position = 1");
        await world.EmitAsync((Shipments, """{"order_id":4}"""));
        await using (await world.PublishAsync())
        {
            await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is not null);
        }

        // What is emitted next is after the table's position.
        Assert.StartsWith("Its table has rows up to position 3, and the outbox ended before it", (await world.Failures.FindAsync(Product, CancellationToken.None))!.Reason, StringComparison.Ordinal);
        await world.EmitAsync((Shipments, """{"order_id":5}"""), (Shipments, """{"order_id":6}"""));
        await world.Failures.AddAsync(Product, 3, "Another failure in between.", CancellationToken.None);
        await using (await world.PublishAsync())
        {
            var tried = (await world.Failures.FindAsync(Product, CancellationToken.None))!.TriedAt;
            world.Time.Advance(TimeSpan.FromSeconds(10));
            await Eventually.HoldsAsync(async () => (await world.Failures.FindAsync(Product, CancellationToken.None))!.TriedAt > tried);
        }

        Assert.Equal(3, (await world.RowsAsync(Shipments, 1)).Count);
        await world.Database.ExecuteAsync(
            """
            UPDATE mesh.outbox_head SET last_position = greatest(last_position, 3);
            UPDATE mesh.outbox SET position = NULL WHERE product = 'checked.shipments_v1' AND position > 1;
            DELETE FROM mesh.publishing_failures WHERE product = 'checked.shipments_v1';
            """);
        await using var service = await world.PublishAsync();
        await Eventually.HoldsAsync(async () => (await world.RowsAsync(Shipments, 1)).Count == 6);
        Assert.Null(await world.Failures.FindAsync(Product, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Failure_of_a_product_that_is_published_no_more_ends()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        var gone = new ProductMajorVersion(DataProductId.Parse("checked.gone"), 1);
        await world.Failures.AddAsync(gone, 7, "The disk is full.", CancellationToken.None);
        await world.Failures.AddAsync(Product, 7, "The disk is full.", CancellationToken.None);

        await using var service = await world.PublishAsync();
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(gone, CancellationToken.None) is null);
    }

    private static async Task<DateTimeOffset?> FailingSinceAsync(CheckedWorld world) => (await world.HealthAsync())[Product].FailingSince;
}

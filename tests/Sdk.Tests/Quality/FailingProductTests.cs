using MeshStarter.Contracts;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>A product whose rows cannot be published is known as such, and no longer than that lasts.</summary>
public sealed class FailingProductTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Shipments = "checked.shipments";

    private static readonly ProductMajor Product = new(DataProductId.Parse(Shipments), 1);

    [SkippableFact]
    public async Task Failing_product_is_told_to_the_catalog_with_its_end()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.OrdersElsewhere = null;
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is { Reason: "shop.orders cannot be read." });
        var since = (await world.Failures.FindAsync(Product, CancellationToken.None))!.Since;
        Assert.Empty(await world.Failures.UntoldAsync(CancellationToken.None));

        world.Time.Advance(TimeSpan.FromSeconds(10));
        using var reporter = await world.ReportPublishingAsync();
        await Eventually.HoldsAsync(() => world.Catalog.Publishing.Contains((Shipments, new PublishingReport(1, since))));
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await Eventually.HoldsAsync(() => world.Catalog.Publishing.Contains((Shipments, new PublishingReport(1, null))));

        Assert.Single(await world.RowsAsync(Shipments, 1));
        Assert.Null(await world.Failures.FindAsync(Product, CancellationToken.None));
        Assert.Equal(2, world.Catalog.Publishing.Count);
        await reporter.StopAsync(CancellationToken.None);
    }

    [SkippableFact]
    public async Task Product_that_failed_when_its_service_ended_does_not_stay_so()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.OrdersElsewhere = null;
        await using (await world.PublishAsync())
        {
            await world.EmitAsync((Shipments, """{"order_id":1}"""));
            await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is not null);
        }

        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await using var service = await world.PublishAsync();
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is null);

        // The catalog never knew.
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await world.Failures.UntoldAsync(CancellationToken.None));
    }
}

using MeshStarter.Contracts;
using MeshStarter.TestKit;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>A product whose rows cannot be published is known as such, and no longer than that lasts.</summary>
public sealed class FailingProductTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Shipments = "checked.shipments";

    private static readonly ProductMajorVersion Product = new(DataProductId.Parse(Shipments), 1);

    [SkippableFact]
    public async Task Failing_product_is_reported_to_the_catalog_with_its_end()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.OrdersElsewhere = null;
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is { Reason: "shop.orders cannot be read.", Position: 0 });
        var since = (await world.Failures.FindAsync(Product, CancellationToken.None))!.Since;
        Assert.DoesNotContain(since, Reported(world));

        world.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => Reported(world) is [.., { } last] && last == since);
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await Eventually.HoldsAsync(() => Reported(world)[^1] is null);

        Assert.Single(await world.RowsAsync(Shipments, 1));
        Assert.Null(await world.Failures.FindAsync(Product, CancellationToken.None));
        Assert.Equal([since, null], Reported(world).TakeLast(2));
    }

    [SkippableFact]
    public async Task Failure_whose_end_came_while_the_catalogs_answer_was_lost_is_ended_there_too()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.OrdersElsewhere = null;
        await using var service = await world.PublishAsync();
        await world.EmitAsync((Shipments, """{"order_id":1}"""));
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is not null);

        world.Catalog.LosesPublishingAnswers = true;
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => Reported(world) is [.., not null]);
        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await Eventually.HoldsAsync(async () => await world.Failures.FindAsync(Product, CancellationToken.None) is null);
        world.Catalog.LosesPublishingAnswers = false;

        await Eventually.HoldsAsync(() => Reported(world)[^1] is null);
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
            world.Time.Advance(TimeSpan.FromSeconds(10));
            await Eventually.HoldsAsync(() => Reported(world) is [.., not null]);
        }

        world.OrdersElsewhere = "SELECT 1 AS order_id";
        await using var service = await world.PublishAsync();
        await Eventually.HoldsAsync(() => Reported(world)[^1] is null);

        Assert.Null(await world.Failures.FindAsync(Product, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Product_that_the_service_has_no_more_does_not_stay_failing()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        var gone = new ProductMajorVersion(DataProductId.Parse("checked.gone"), 1);
        await world.Failures.AddAsync(gone, 7, "The disk is full.", CancellationToken.None);

        await using var service = await world.PublishAsync();

        await Eventually.HoldsAsync(() => world.Catalog.Publishing.Contains(("checked.gone", new PublishingReport(1, null))));
        Assert.Null(await world.Failures.FindAsync(gone, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Product_that_the_catalog_does_not_take_a_word_of_keeps_it_from_no_other()
    {
        await using var world = await CheckedWorld.StartAsync(postgres);
        world.Catalog.PublishingRefused = "checked.events";

        await using var service = await world.PublishAsync();

        await Eventually.HoldsAsync(() => Reported(world).Contains(null));
        Assert.DoesNotContain(world.Catalog.Publishing, reported => reported.Product == "checked.events");
    }

    private static IReadOnlyList<DateTimeOffset?> Reported(CheckedWorld world) => [.. world.Catalog.Publishing.Where(reported => reported.Product == Shipments).Select(reported => reported.Report.FailingSince)];
}

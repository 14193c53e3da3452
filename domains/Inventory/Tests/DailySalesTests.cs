namespace MeshStarter.Inventory.Tests;

/// <summary>Events and stock levels in, sales of a day out.</summary>
public sealed class DailySalesTests
{
    [Fact]
    public Task Cases_alongside_the_pipeline_pass() => TestPipeline.RunAsync("inventory.daily_sales");
}

namespace MeshStarter.Inventory.Tests;

/// <summary>Events and stock levels in, sales of a day out.</summary>
public sealed class DailySalesTests
{
    [Fact]
    public async Task Cases_alongside_the_pipeline_pass() => Assert.Empty(await TestPipeline.FailedCasesAsync("inventory.daily_sales"));
}

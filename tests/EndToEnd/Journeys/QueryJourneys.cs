using MeshStarter.BrowserKit;
using Microsoft.Playwright;

namespace MeshStarter.EndToEnd.Journeys;

/// <summary>Ways of an analyst who queries a real mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class QueryJourneys(ImportedMesh imported, Chromium chromium) : IClassFixture<Chromium>
{
    private const string ByDay = "SELECT date(occurred_at) AS day, event_type, count(*) AS events FROM orders.fact_order_events GROUP BY 1, 2 ORDER BY 1, 2";
    private const string Masked = "SELECT status, customer_email FROM orders.orders WHERE customer_email IS NOT NULL LIMIT 1000";

    [SkippableFact]
    public async Task Analyst_queries_charts_and_downloads_what_she_may_see()
    {
        await imported.Mesh.QueryUntilAsync(ByDay, "analyst", rows => rows.Count > 0);
        await using var browser = await chromium.OpenAsync(imported.Mesh.Url("portal"));
        await browser.SignInAsync("analyst", $"/sql?query={Uri.EscapeDataString(ByDay)}");
        var page = browser.Page;

        await RunAsync(page);
        await Assertions.Expect(page.Locator(".sql-applied")).ToContainTextAsync("orders.fact_order_events 1.0.0");
        await Assertions.Expect(page.Locator(".sql-applied .sql-warns")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Chart", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".sql-canvas")).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("^Lines of events across day, one for each event_type: .*placed"));
        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-sql-chart"));

        await browser.OpenAsync($"/sql?query={Uri.EscapeDataString(Masked)}");
        await RunAsync(page);
        await Assertions.Expect(page.Locator(".sql-applied .sql-warns")).ToHaveTextAsync("customer_email of orders.orders masked by personal-data-is-masked ask for it");
        await browser.PictureAsync("mesh-sql-masked");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());
        using var file = new StreamReader(await download.CreateReadStreamAsync());
        var lines = (await file.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("status,customer_email", lines[0]);
        Assert.InRange(lines.Length, 2, 1_001);
        Assert.All(lines[1..], line => Assert.EndsWith(",****", line, StringComparison.Ordinal));
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Lineage_is_followed_from_products_to_their_columns()
    {
        await imported.Mesh.GetUntilAsync("catalog", "/lineage?node=payments.daily_revenue&level=column&depth=2", "analyst", lineage => lineage.GetProperty("total_edges").GetInt32() > 0);
        await using var browser = await chromium.OpenAsync(imported.Mesh.Url("portal"));
        await browser.SignInAsync("analyst", "/lineage?node=payments.daily_revenue");
        var page = browser.Page;

        await Assertions.Expect(page.Locator("mesh-graph .node .name").Filter(new() { HasText = "orders.fact_order_events" })).ToHaveCountAsync(1);
        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-lineage"));
        await page.GetByLabel("Level").SelectOptionAsync("column");
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow" }).ClickAsync();
        await browser.ArrivesAsync("level=column");
        var product = page.Locator("mesh-graph .node[data-id='dataset:mesh:payments.daily_revenue']");
        await Assertions.Expect(product).ToHaveCountAsync(1);
        await Assertions.Expect(product.Locator(".column")).ToHaveTextAsync(["orders", "payments", "revenue", "revenue_date"]);
        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-lineage-columns"));
        Assert.Empty(browser.Errors);
    }

    private static async Task RunAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#sql-result td").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".sql-applied li").First).ToBeVisibleAsync();
    }
}

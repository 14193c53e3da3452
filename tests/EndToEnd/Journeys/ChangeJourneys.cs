using MeshStarter.BrowserKit;
using Microsoft.Playwright;

namespace MeshStarter.EndToEnd.Journeys;

/// <summary>The way of an owner who thinks of changing a product of a real mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class ChangeJourneys(ImportedMesh imported, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Product = "orders.fact_order_events";
    private const string Owner = "orders-owner";

    [SkippableFact]
    public async Task Owner_learns_what_a_dropped_column_breaks_and_who_queries_it()
    {
        await imported.Mesh.QueryUntilAsync($"SELECT total FROM {Product} WHERE event_type = 'placed' LIMIT 1", "analyst", rows => rows.Count == 1);
        // Lineage comes with a publish, and records of queries come in batches.
        await imported.Mesh.GetUntilAsync("catalog", $"/impact?product={Product}&change=drop:total", Owner, report => report.GetProperty("products").EnumerateArray().Any(product => product.GetProperty("name").GetString() == "payments.daily_revenue"));
        await imported.Mesh.GetUntilAsync("catalog", $"/products/{Product}/queries?column=total", Owner, queries => queries.GetProperty("total").GetInt64() > 0);
        await using var browser = await chromium.OpenAsync(imported.Mesh.Url("portal"));
        await browser.SignInAsync(Owner, $"/products/{Product}");
        var page = browser.Page;

        await browser.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Impact of a change" }));
        await browser.ArrivesAsync($"/products/{Product}/impact");
        await page.GetByLabel("Column", new() { Exact = true }).SelectOptionAsync("total");
        await page.GetByRole(AriaRole.Button, new() { Name = "See what breaks" }).ClickAsync();
        await browser.ArrivesAsync($"/products/{Product}/impact?change=drop%3Atotal");
        await Assertions.Expect(page.GetByText("total is gone for everything that uses it.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "payments.daily_revenue", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-impact"));

        await browser.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = $"See queries of {Product}" }));
        await browser.ArrivesAsync($"/products/{Product}/queries?column=total");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Table of queries" }).GetByRole(AriaRole.Cell, new() { Name = "analyst analytics" }).First).ToBeVisibleAsync();
        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-queries"));
        Assert.Empty(browser.Errors);
    }
}

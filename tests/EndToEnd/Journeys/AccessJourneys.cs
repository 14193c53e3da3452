using System.Net;
using MeshStarter.BrowserKit;
using Microsoft.Playwright;

namespace MeshStarter.EndToEnd.Journeys;

/// <summary>The way of a reader to data that is masked, on a real mesh: requested, decided by two seats, read, given back.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class AccessJourneys(ImportedMesh imported, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Reader = "inventory-owner";
    private const string Product = "orders.orders";
    private const string Sql = "SELECT customer_email FROM orders.orders WHERE customer_email IS NOT NULL LIMIT 1";

    [SkippableFact]
    public async Task Reader_asks_for_a_masked_column_reads_it_and_gives_it_back()
    {
        await imported.Mesh.QueryUntilAsync(Sql, Reader, IsMasked);
        await using var reader = await chromium.OpenAsync(imported.Mesh.Url("portal"));
        await reader.SignInAsync(Reader, $"/access/request?product={Product}");
        await reader.Page.GetByLabel("Purpose").FillAsync("Write to customers whose parcel is late");
        await reader.Page.GetByLabel("customer_email").CheckAsync();
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Assertions.Expect(reader.Page.GetByText("You have asked for")).ToBeVisibleAsync();

        await DecideAsync("orders-owner");
        Assert.True(IsMasked(await imported.Mesh.QueryAsync(Sql, Reader)));
        await DecideAsync("security");
        await imported.Mesh.QueryUntilAsync(Sql, Reader, rows => rows is [_] && !IsMasked(rows));

        await reader.OpenAsync($"/sql?query={Uri.EscapeDataString(Sql)}");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(reader.Page.Locator("#sql-result td").First).ToContainTextAsync("@");
        await Assertions.Expect(reader.Page.Locator(".sql-applied li").First).ToBeVisibleAsync();
        await Assertions.Expect(reader.Page.Locator(".sql-warns")).ToHaveCountAsync(0);
        await reader.OpenAsync("/access");
        Assert.Empty(await reader.ObstaclesEverywhereAsync("mesh-access"));
        await reader.Page.GetByText($"Give back the grant of {Product}").ClickAsync();
        await reader.Page.GetByLabel("Reason").FillAsync("The campaign is over");
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = $"Give back the grant of {Product}" }).ClickAsync();
        await imported.Mesh.QueryUntilAsync(Sql, Reader, IsMasked);
        // Other tests read as this persona, by the ports too, which hear of the end of a grant by themselves.
        Assert.False(await TestMesh.UntilAsync(IsClearAtAPortAsync, isClear => !isClear), "A port shows the column after the grant was given back.");
        Assert.Empty(reader.Errors);
    }

    private async Task<bool> IsClearAtAPortAsync()
    {
        var ports = await Task.WhenAll(
            imported.Mesh.GetTextAsync("orders", "/products/orders/rows?limit=1", Reader), imported.Mesh.GetTextAsync("orders", "/products/orders/table?columns=customer_email", Reader));
        return ports.Any(answer => answer.Status != HttpStatusCode.OK || answer.Text.Contains('@', StringComparison.Ordinal))
            || (await imported.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/orders", Reader)).Status != HttpStatusCode.Forbidden;
    }

    private async Task DecideAsync(string persona)
    {
        await using var browser = await chromium.OpenAsync(imported.Mesh.Url("portal"));
        await browser.SignInAsync(persona, "/access/decide");
        var request = browser.Page.GetByRole(AriaRole.Article, new() { NameRegex = new($"^{Reader} asks for") });
        await request.GetByLabel("Reason").FillAsync("It is theirs to do");
        await request.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(request).ToHaveCountAsync(0);
    }

    private static bool IsMasked(IReadOnlyList<System.Text.Json.JsonElement> rows) => rows is [var row] && row.GetProperty("customer_email").GetString() == "****";
}

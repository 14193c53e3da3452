using MeshStarter.BrowserKit;
using Microsoft.Playwright;

namespace MeshStarter.EndToEnd.Journeys;

/// <summary>Ways of a reader who looks for data in a real mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class SearchJourneys(ImportedMesh imported, Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Misspelt_words_are_corrected_filtered_and_lead_to_the_product_by_keyboard_alone()
    {
        await using var browser = await chromium.OpenAsync(imported.Mesh.Url("portal"));
        await browser.SignInAsync("analyst");
        var (page, keyboard) = (browser.Page, browser.Page.Keyboard);

        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("custmer emial");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("These match")).ToBeVisibleAsync();
        Assert.Empty(await browser.ObstaclesEverywhereAsync("search"));

        var filter = page.GetByRole(AriaRole.Complementary, new() { Name = "Filters" }).GetByRole(AriaRole.Link, new() { NameRegex = new("^pii\\.email") });
        await browser.FollowAsync(filter);
        await browser.ArrivesAsync("tag=pii.email");
        await browser.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "orders.orders", Exact = true }));

        await browser.ArrivesAsync("/products/orders.orders");
        Assert.Empty(browser.Errors);
    }
}

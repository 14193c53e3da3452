using MeshStarter.BrowserKit;
using MeshStarter.EndToEnd.Mesh;
using Microsoft.Playwright;

namespace MeshStarter.EndToEnd.Journeys;

/// <summary>Ways of a reader who looks for data in a real mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class SearchJourneys(ImportedMesh imported, Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableTheory]
    [InlineData(ColorScheme.Light, 1320)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Misspelt_words_are_corrected_filtered_and_lead_to_the_product_by_keyboard_alone(ColorScheme theme, int width)
    {
        await using var browser = await chromium.OpenAsync(imported.Mesh.Url("portal"), width, theme: theme);
        await browser.SignInAsync("analyst");
        var (page, keyboard) = (browser.Page, browser.Page.Keyboard);

        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("custmer emial");
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("These match")).ToBeVisibleAsync();
        await browser.PictureAsync($"search-{width}");
        Assert.Empty(await browser.ObstaclesAsync());
        Assert.False(await browser.IsWiderThanWindowAsync());

        var filter = page.GetByRole(AriaRole.Complementary, new() { Name = "Filters" }).GetByRole(AriaRole.Link, new() { NameRegex = new("^pii\\.email") });
        await browser.FollowAsync(filter);
        await browser.ArrivesAsync("tag=pii.email");
        await browser.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "orders.orders", Exact = true }));

        await browser.ArrivesAsync("/products/orders.orders");
        Assert.Empty(browser.Errors);
    }
}

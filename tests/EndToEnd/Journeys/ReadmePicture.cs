using MeshStarter.BrowserKit;

namespace MeshStarter.EndToEnd.Journeys;

/// <summary>Makes the picture of the README: <c>artifacts/screenshots/portal.png</c>, to copy to <c>docs/portal.png</c> when the portal looks different.</summary>
[Collection(ImportedMesh.Collection)]
[Trait("Category", "Slow")]
public sealed class ReadmePicture(ImportedMesh imported, Chromium chromium) : IClassFixture<Chromium>
{
    private const string Address = "/products/orders.orders";

    [SkippableFact]
    public async Task One_product_is_shown_as_two_readers_see_it()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 FROM orders.orders LIMIT 1", "analyst", rows => rows.Count == 1);
        List<string> pictures = [];
        foreach (var persona in (string[])["analyst", "orders-owner"])
        {
            await using var reader = await chromium.OpenAsync(imported.Mesh.Url("portal"), width: 1000, height: 900);
            await reader.SignInAsync(persona, Address);
            pictures.Add(Convert.ToBase64String(await reader.Page.ScreenshotAsync()));
        }

        await using var sheet = await chromium.OpenAsync(imported.Mesh.Url("portal"), width: 2030, height: 920);
        await sheet.Page.SetContentAsync($$"""
            <style>body { margin: 10px; display: flex; gap: 10px; background: #c9ced6 } img { border-radius: 8px }</style>
            {{string.Concat(pictures.Select(picture => $"<img src=\"data:image/png;base64,{picture}\">"))}}
            """);
        var picture = await sheet.Page.ScreenshotAsync(new() { Path = Path.Combine(ArtifactsFolder.Of("screenshots"), "portal.png") });

        Assert.True(picture.Length > 50_000);
    }
}

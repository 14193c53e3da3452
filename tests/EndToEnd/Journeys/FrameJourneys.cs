using MeshStarter.BrowserKit;
using Microsoft.Playwright;

namespace MeshStarter.EndToEnd.Journeys;

/// <summary>Ways through the portal of a real mesh that every reader goes.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class FrameJourneys(ImportedMesh imported, Chromium chromium) : IClassFixture<Chromium>
{
    private Uri Portal => imported.Mesh.Url("portal");

    [SkippableFact]
    public async Task Newcomer_sees_the_mesh_as_a_map_and_goes_to_a_product()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 FROM payments.daily_revenue LIMIT 1", "analyst", rows => rows.Count == 1);
        await using var browser = await chromium.OpenAsync(Portal);

        await browser.SignInByHandAsync("analyst");

        foreach (var domain in (string[])["orders", "payments", "inventory"])
        {
            await Assertions.Expect(browser.Page.Locator(".map").GetByRole(AriaRole.Link, new() { Name = domain, Exact = true })).ToBeVisibleAsync();
        }

        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-home"));
        Assert.Empty(browser.Errors);
        await browser.Page.Locator(".map").GetByRole(AriaRole.Link, new() { NameRegex = new(": orders\\.orders(,|$)") }).ClickAsync();
        await browser.ArrivesAsync("/products/orders.orders");
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Owner_sees_how_the_own_products_run_and_goes_to_their_quarantine()
    {
        await using var browser = await chromium.OpenAsync(Portal);

        await browser.SignInAsync("orders-owner", "/operations");

        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-operations"));
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "Look and replay batches of orders.orders" }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByText("No batch of it is in quarantine.")).ToBeVisibleAsync();
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Address_that_was_sent_to_a_reader_opens_after_the_sign_in_and_another_persona_signs_in_and_out()
    {
        await using var browser = await chromium.OpenAsync(Portal);

        await browser.OpenAsync("/operations?domain=payments");
        await browser.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^auditor") }).ClickAsync();

        await browser.ArrivesAsync("/operations?domain=payments");
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "payments" })).ToBeVisibleAsync();

        await browser.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Signed in as auditor") }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in as …" }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^orders-owner") }).ClickAsync();

        await browser.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Signed in as orders-owner") }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in as" })).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Reader_signs_in_at_the_identity_provider_on_a_phone_and_out_again()
    {
        await using var browser = await chromium.OpenAsync(Portal, width: 360, height: 740);

        await browser.OpenAsync("/operations?domain=payments");
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your identity provider" }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Link, new() { Name = "analyst", Exact = true }).ClickAsync();

        await browser.ArrivesAsync("/operations?domain=payments");
        Assert.Empty(await browser.ObstaclesEverywhereAsync("mesh-oidc"));
        await browser.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Signed in as analyst") }).ClickAsync();
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await browser.ArrivesAsync("/sign-in");
        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your identity provider" })).ToBeVisibleAsync();
        await browser.OpenAsync("/operations");
        await browser.ArrivesAsync("/sign-in?return=%2Foperations");
    }
}

using MeshStarter.Portal.Tests.Running;
using Microsoft.Playwright;

namespace MeshStarter.Portal.Tests;

/// <summary>What keeps people from using a page: each page of the portal, in both themes, on a desk and on a phone.</summary>
public sealed class ObstacleTests(ShownPages shown) : IClassFixture<ShownPages>
{
    public static TheoryData<string, string, int> Pages
    {
        get
        {
            TheoryData<string, string, int> pages = [];
            foreach (var (name, address) in new[]
            {
                ("home", "/"), ("products", "/products"), ("search", "/products?q=orders&domain=shop"), ("product", "/products/shop.orders?sample=true"), ("product-restricted", "/products/shop.events"), ("operations", "/operations"), ("quarantine", "/quarantine/shop.orders"),
                ("quarantine-empty", "/quarantine/shop.events"), ("not-found", "/no/such/page"), ("sign-in", "/sign-in"), ("sign-in-failed", "/sign-in/failed?reason=provider"), ("signed-out", "/sign-in/signed-out"),
                ("access", "/access"), ("access-request", "/access/request?product=shop.orders"), ("access-decide", "/access/decide"), ("access-suspensions", "/access/suspensions"), ("audit", "/audit?product=shop.orders&decision=permitted"),
                ("rules", "/rules"), ("rules-versions", "/rules/versions?from=1&to=2"), ("tightenings", "/rules/tightenings?product=shop.orders"), ("declassifications", "/rules/declassifications?product=shop.orders"), ("proposals", "/proposals"), ("proposal", $"/proposals/{PolicyPageTests.Proposal.Id}"),
                ("lineage-start", "/lineage"), ("lineage", "/lineage?node=shop.orders"), ("sql", "/sql"), ("sql-link", "/sql?query=SELECT%20number%20FROM%20shop.orders"),
            })
            {
                pages.Add(name, address, 1320);
                pages.Add(name, address, 360);
            }

            return pages;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Page_has_no_obstacle_and_no_error_and_fits_its_window(string name, string address, int width)
    {
        var browser = await shown.OpenAsync(address, width);

        await browser.PictureAsync($"{name}-light-{width}");
        Assert.Empty(await browser.ObstaclesAsync());
        Assert.False(await browser.IsWiderThanWindowAsync());

        // The same page with other colors.
        await browser.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await browser.PictureAsync($"{name}-dark-{width}");
        Assert.Empty(await browser.ColorObstaclesAsync());
        Assert.False(await browser.IsWiderThanWindowAsync());

        // The browser itself reports the status of a page that is not 200.
        Assert.DoesNotContain(browser.Errors, error => name is not ("not-found" or "sign-in-failed") || !error.Contains("Failed to load resource", StringComparison.Ordinal));
    }
}

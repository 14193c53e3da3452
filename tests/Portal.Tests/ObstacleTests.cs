namespace MeshStarter.Portal.Tests;

/// <summary>Obstacles that keep people from using a page: each page of the portal, on a wide or a narrow screen.</summary>
public sealed class ObstacleTests(ShownPages shown) : IClassFixture<ShownPages>
{
    public static TheoryData<string, string> Pages
    {
        get
        {
            TheoryData<string, string> pages = [];
            foreach (var (name, address) in new[]
            {
                ("home", "/"), ("products", "/products"), ("search", "/products?q=orders&domain=shop"), ("product", "/products/shop.orders?sample=true"), ("product-restricted", "/products/shop.events"), ("operations", "/operations"), ("pipeline", "/pipelines/shop.orders"), ("quarantine", "/quarantine/shop.orders"),
                ("quarantine-empty", "/quarantine/shop.events"), ("not-found", "/no/such/page"), ("sign-in", "/sign-in"), ("sign-in-failed", "/sign-in/failed?reason=provider"), ("sign-in-done", "/sign-in/done?return=/sign-in"), ("signed-out", "/sign-in/signed-out"),
                ("access", "/access"), ("access-request", "/access/request?product=shop.orders"), ("access-decide", "/access/decide"), ("product-access", "/products/shop.orders/access"), ("access-suspensions", "/access/suspensions"), ("audit", "/audit?product=shop.orders&decision=permitted"),
                ("rules", "/rules"), ("rules-versions", "/rules/versions?from=1&to=2"), ("tightenings", "/rules/tightenings?product=shop.orders"), ("declassifications", "/rules/declassifications?product=shop.orders"), ("proposals", "/proposals"), ("proposal", $"/proposals/{PolicyPageTests.Proposal.Id}"),
                ("impact-form", "/products/shop.orders/impact"), ("impact", "/products/shop.orders/impact?change=drop:email"), ("impact-none", "/products/shop.orders/impact?change=type:number:BIGINT"),
                ("queries", "/products/shop.orders/queries"), ("queries-numbers", "/products/shop.events/queries?column=email"), ("cause", "/products/shop.orders/checks/unique:number/cause"),
                ("lineage-start", "/lineage"), ("lineage", "/lineage?node=shop.orders"), ("sql", "/sql"), ("sql-link", "/sql?query=SELECT%20number%20FROM%20shop.orders"),
            })
            {
                pages.Add(name, address);
            }

            return pages;
        }
    }

    [SkippableTheory]
    [Trait("Category", "Property")]
    [MemberData(nameof(Pages))]
    public async Task Page_has_no_obstacle_and_no_error_and_fits_its_window(string name, string address)
    {
        var browser = await shown.OpenAsync(address);

        Assert.Empty(await browser.ObstaclesEverywhereAsync(name, endsWide: false));
        // The browser itself reports the status of a page that is not 200.
        Assert.DoesNotContain(browser.Errors, error => name is not ("not-found" or "sign-in-failed") || !error.Contains("Failed to load resource", StringComparison.Ordinal));
    }
}

using MeshStarter.BrowserKit;
using MeshStarter.Contracts;
using MeshStarter.Portal.Tests.Running;
using Microsoft.Playwright;

namespace MeshStarter.Portal.Tests;

/// <summary>The portal in a browser: what keeps people from using a page, both themes, a phone, the keyboard alone.</summary>
public sealed class BrowserTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private const string Persona = "shop-owner";

    private static readonly DataProductId Orders = DataProductId.Parse("shop.orders");
    private static readonly DataProductId Stock = DataProductId.Parse("depot.stock");

    private MadeMesh _mesh = null!;
    private RunningPortal _portal = null!;

    public static TheoryData<string, string, ColorScheme, int> Pages
    {
        get
        {
            TheoryData<string, string, ColorScheme, int> pages = [];
            foreach (var (name, address) in new[]
            {
                ("home", "/"), ("products", "/products"), ("search", "/products?q=orders&domain=shop"), ("product", "/products/shop.orders?sample=true"), ("product-restricted", "/products/shop.events"), ("operations", "/operations"), ("quarantine", "/quarantine/shop.orders"),
                ("quarantine-empty", "/quarantine/shop.events"), ("not-found", "/no/such/page"), ("sign-in", "/sign-in"), ("sign-in-failed", "/sign-in/failed?reason=provider"), ("signed-out", "/sign-in/signed-out"),
                ("access", "/access"), ("access-request", "/access/request?product=shop.orders"), ("access-decide", "/access/decide"), ("audit", "/audit?product=shop.orders&decision=permitted"),
                ("rules", "/rules"), ("rules-versions", "/rules/versions?from=1&to=2"), ("proposals", "/proposals"), ("proposal", $"/proposals/{PolicyPageTests.Proposal.Id}"),
                ("lineage-start", "/lineage"), ("lineage", "/lineage?node=shop.orders"), ("sql", "/sql"), ("sql-link", "/sql?query=SELECT%20number%20FROM%20shop.orders"),
            })
            {
                foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
                {
                    pages.Add(name, address, theme, 1320);
                    pages.Add(name, address, theme, 360);
                }
            }

            return pages;
        }
    }

    public async Task InitializeAsync()
    {
        _mesh = await MadeMesh.StartAsync();
        _mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1,\"email\":\"****\"}\n{\"number\":2,\"email\":null}\n"), "SELECT number FROM shop.orders WHERE email IS NOT NULL ORDER BY number DESC LIMIT 10");
        _mesh.Add("shop.events", MadeMesh.Problem(403, "Only the people of shop read it."));
        _mesh.Answer("catalog/overview", MadeMesh.Json(new MeshOverview(
            [
                new("depot", Reachability.Available, [new(Stock, new ProductVersion(2, 0, 0), ProductKind.Aggregate, [PortType.Table], new ProductStatus(SloState.AtRisk, null, ProductStateReason.CheckFailing))], false),
                new("shop", Reachability.Available,
                [
                    new(Orders, new ProductVersion(1, 2, 3), ProductKind.SourceAligned, [PortType.Table, PortType.Rest], new ProductStatus(SloState.Met)),
                    new(DataProductId.Parse("shop.events"), new ProductVersion(1, 0, 0), ProductKind.SourceAligned, [PortType.Stream], new ProductStatus(SloState.Breached, DateTimeOffset.UnixEpoch, ProductStateReason.NotPublishing)),
                    new(DataProductId.Parse("shop.a_product_with_a_long_name_as_people_give_them"), new ProductVersion(1, 0, 0), ProductKind.SourceAligned, [PortType.Table], new ProductStatus(SloState.Recovered, DateTimeOffset.UnixEpoch, ProductStateReason.ServiceLevel, SloObjective.Freshness)),
                ], true),
                new("warehouse", Reachability.Orphaned, [new(DataProductId.Parse("warehouse.pallets"), new ProductVersion(1, 0, 0), ProductKind.SourceAligned, [PortType.Table], new ProductStatus(SloState.Unknown))], false),
            ],
            [new(Orders, Stock), new(DataProductId.Parse("shop.events"), Orders)],
            false)));
        _mesh.Answer("catalog/changes", MadeMesh.Json(new ItemList<MeshChange>([new(DateTimeOffset.UnixEpoch, MeshChangeKind.ProductAdded, Orders, 1, new ProductVersion(1, 2, 3))])));
        _mesh.Answer("catalog/products/shop.orders/storage", MadeMesh.Json(new ItemList<StoredTable>([new()
        {
            Major = 1, Table = "shop.orders_v1", FormatVersion = 2, PartitionBy = [], SortBy = [], Files = 4, DeleteFiles = 0, Rows = 12_345, Bytes = 2_048_000, Snapshots = 7, ChangedAt = DateTimeOffset.UnixEpoch,
        }])));
        _mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([AccessPageTests.Request], null)));
        _mesh.Answer("governance/audit", MadeMesh.Json(new AuditPage(AuditPageTests.Records, "1.2") { Scope = AuditScope.Products }));
        _mesh.Answer("governance/access/grants", MadeMesh.Json(new AccessPage<AccessGrant>([AccessPageTests.Grant], null)));
        PolicyPageTests.AnswerAll(_mesh);
        _mesh.Answer("shop/import", MadeMesh.Json(new { state = "done", imported = new Dictionary<string, long> { ["orders"] = 99_441 }, rejected = 3 }));
        _mesh.Answer("shop/products/orders/quarantine", MadeMesh.Json(new
        {
            items = new[]
            {
                new QuarantinedBatch
                {
                    Product = Orders, Major = 1, Id = 1, Version = new ProductVersion(1, 2, 3), BatchId = "5-9", FirstPosition = 5, LastPosition = 9, Rows = 5, QuarantinedAt = DateTimeOffset.UnixEpoch,
                    Results = [new() { Check = new QualityCheck.Unique(["number"]), Outcome = CheckOutcome.Failed, FailingRows = 1, Reason = "2 rows: number is there twice.", Sample = [System.Text.Json.JsonElement.Parse("{\"number\":1,\"email\":null}")] }],
                },
            },
        }));
        _mesh.Answer("catalog/lineage", MadeMesh.Json(LineageTests.Page));
        _mesh.Answer("catalog/products/shop.orders@1/slo", MadeMesh.Json(SloSectionTests.Slo));
        _portal = await RunningPortal.StartAsync(_mesh, ("shop", _mesh.Url("shop")), ("depot", _mesh.Url("depot")));
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _mesh.DisposeAsync();
    }

    [SkippableTheory]
    [MemberData(nameof(Pages))]
    public async Task Page_has_no_obstacle_and_no_error_and_fits_its_window(string name, string address, ColorScheme theme, int width)
    {
        await using var browser = await chromium.OpenAsync(_portal.Address, width, height: 780, theme);
        if (address != "/sign-in")
            await browser.SignInAsync(Persona);

        await browser.OpenAsync(address);

        await browser.PictureAsync($"{name}-{theme.ToString().ToLowerInvariant()}-{width}");
        Assert.Empty(await browser.ObstaclesAsync());
        Assert.False(await browser.IsWiderThanWindowAsync());
        // The browser itself reports the status of a page that is not 200.
        Assert.DoesNotContain(browser.Errors, error => name is not ("not-found" or "sign-in-failed") || !error.Contains("Failed to load resource", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Page_without_its_services_has_no_obstacle_either()
    {
        _mesh.Answer("catalog/overview", MadeMesh.Problem(503, "The database is away."));
        _mesh.Answer("catalog/changes", MadeMesh.Problem(503, "The database is away."));
        await using var browser = await chromium.OpenAsync(_portal.Address);
        await browser.SignInAsync(Persona);

        await browser.PictureAsync("home-down");
        Assert.Empty(await browser.ObstaclesAsync());
        Assert.Contains("The database is away.", await browser.Page.Locator("[role=alert]").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Theme_is_switched_in_the_menu_of_the_user_and_stays(bool runsScripts)
    {
        await using var browser = await chromium.OpenAsync(_portal.Address, runsScripts: runsScripts);
        await browser.SignInAsync(Persona, "/operations");
        var page = browser.Page;
        Assert.Equal("rgb(246, 247, 249)", await GroundAsync(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Signed in as" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await browser.PictureAsync($"theme-menu-{(runsScripts ? "script" : "no-script")}");
        Assert.Equal("rgb(15, 18, 24)", await GroundAsync(page));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await browser.OpenAsync("/");

        Assert.Equal("rgb(15, 18, 24)", await GroundAsync(page));
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Keyboard_alone_searches_goes_to_the_content_and_opens_the_menus()
    {
        await using var browser = await chromium.OpenAsync(_portal.Address);
        await browser.SignInAsync(Persona);
        var (page, keyboard) = (browser.Page, browser.Page.Keyboard);

        await keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await FocusedAsync(page));
        await keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateAsync<string>("() => document.activeElement.id"));

        await keyboard.PressAsync("/");
        await keyboard.TypeAsync("or/ders");
        Assert.Equal("or/ders", await page.Locator("#search").InputValueAsync());
        await keyboard.PressAsync("Tab");
        Assert.StartsWith("Signed in as shop-owner", await FocusedAsync(page), StringComparison.Ordinal);
        await keyboard.PressAsync("Enter");
        Assert.True(await page.Locator("#user-menu").IsVisibleAsync());
        await keyboard.PressAsync("Tab");
        Assert.Equal("Light", await FocusedAsync(page));
        await keyboard.PressAsync("Escape");
        Assert.False(await page.Locator("#user-menu").IsVisibleAsync());

        await page.Locator("#search").FocusAsync();
        await keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/products?q=or%2Fders");
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Phone_has_the_navigation_behind_a_button_that_needs_no_script(bool runsScripts)
    {
        await using var browser = await chromium.OpenAsync(_portal.Address, width: 360, height: 740, runsScripts: runsScripts);
        await browser.SignInAsync(Persona);
        var navigation = browser.Page.Locator("#navigation");
        Assert.False(await navigation.IsVisibleAsync());

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await browser.PictureAsync("navigation-360", isWhole: false);
        await navigation.GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();

        await browser.Page.WaitForURLAsync("**/operations");
        Assert.False(await navigation.IsVisibleAsync());
    }

    [SkippableFact]
    public async Task Map_leads_to_the_product_by_mouse_and_by_keyboard()
    {
        await using var browser = await chromium.OpenAsync(_portal.Address);
        await browser.SignInAsync(Persona);

        var product = browser.Page.GetByRole(AriaRole.Link, new() { Name = "orders table, rest: shop.orders, met" });
        await product.FocusAsync();
        await browser.Page.Keyboard.PressAsync("Enter");
        await browser.Page.WaitForURLAsync("**/products/shop.orders");
    }

    private static Task<string> GroundAsync(IPage page) => page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()");
}

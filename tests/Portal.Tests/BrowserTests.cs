using MeshStarter.BrowserKit;
using MeshStarter.Contracts.Access;
using Microsoft.Playwright;

namespace MeshStarter.Portal.Tests;

/// <summary>The portal in a browser: what keeps people from using a page, both themes, a phone, the keyboard alone.</summary>
public sealed class BrowserTests(Chromium chromium, ShownMesh shown) : IClassFixture<Chromium>, IClassFixture<ShownMesh>
{
    private const string Persona = "shop-owner";

    [SkippableFact]
    public async Task Page_without_its_services_has_no_obstacle_either()
    {
        await using var own = new ShownMesh();
        await own.InitializeAsync();
        own.Mesh.Answer("catalog/overview", MadeMesh.Problem(503, "The database is away."));
        own.Mesh.Answer("catalog/changes", MadeMesh.Problem(503, "The database is away."));
        await using var browser = await chromium.OpenAsync(own.Portal.Address);
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
        await using var browser = await chromium.OpenAsync(shown.Portal.Address, runsScripts: runsScripts);
        await browser.SignInAsync(Persona, "/operations");
        var page = browser.Page;
        await HasGroundAsync(page, "rgb(246, 247, 249)");

        await page.GetByRole(AriaRole.Button, new() { Name = "Signed in as" }).ClickAsync();
        // A script shows the theme at once, and then sends it.
        await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync(), answer => answer.Url.EndsWith("/theme", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await browser.PictureAsync($"theme-menu-{(runsScripts ? "script" : "no-script")}");
        await HasGroundAsync(page, "rgb(15, 18, 24)");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await browser.OpenAsync("/");

        await HasGroundAsync(page, "rgb(15, 18, 24)");
        Assert.Empty(browser.Errors);
    }

    [SkippableFact]
    public async Task Keyboard_alone_searches_goes_to_the_content_opens_the_menus_and_follows_the_map()
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address);
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
        await browser.ArrivesAsync("/products?q=or%2Fders");

        await browser.OpenAsync("/");
        await browser.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "orders table, rest: shop.orders, met" }));
        await browser.ArrivesAsync("/products/shop.orders");
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Phone_has_the_navigation_behind_a_button_that_needs_no_script(bool runsScripts)
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address, width: 360, height: 740, runsScripts: runsScripts);
        await browser.SignInByHandAsync(Persona);
        var navigation = browser.Page.Locator("#navigation");
        Assert.False(await navigation.IsVisibleAsync());

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await browser.PictureAsync("navigation-360", isWhole: false);
        await navigation.GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();

        await browser.ArrivesAsync("/operations");
        Assert.False(await navigation.IsVisibleAsync());
    }

    [SkippableFact]
    public async Task Enter_in_a_reason_decides_nothing()
    {
        await using var own = new ShownMesh();
        await own.InitializeAsync();
        own.Mesh.Answer("governance/access/requests", MadeMesh.Json(new AccessPage<AccessRequest>([AccessPageTests.Request, AccessPageTests.Request with { Id = Guid.NewGuid(), Principal = "auditor" }], null)));
        await using var browser = await chromium.OpenAsync(own.Portal.Address);
        await browser.SignInAsync(Persona, "/access/decide");
        var page = browser.Page;
        await page.EvaluateAsync("() => { window.sent = 0; addEventListener('submit', event => { window.sent++; event.preventDefault(); }); }");

        await page.GetByLabel("Reason").Last.FillAsync("Agreed");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(0, await page.EvaluateAsync<int>("() => window.sent"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Approve the request of auditor" }).PressAsync("Enter");
        Assert.Equal(1, await page.EvaluateAsync<int>("() => window.sent"));
    }

    [SkippableTheory]
    [InlineData(360)]
    [InlineData(768)]
    public async Task Narrow_window_has_each_cell_of_a_page_without_scrolling_its_table(int width)
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address, width: width, height: 740);
        await browser.SignInAsync(Persona, "/audit");
        string[] addresses = ["/audit", "/access", "/products/shop.orders", "/products/shop.orders/access", "/products/shop.orders/queries", "/products/shop.orders/impact?change=drop%3Aemail", "/lineage?node=shop.orders", "/operations", "/rules/versions"];
        foreach (var address in addresses)
        {
            await browser.OpenAsync(address);

            Assert.True(await browser.Page.Locator("table.stacked td:visible").CountAsync() > 0, address);
            Assert.Empty(await browser.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('.stacked td, .stacked tbody th, .stacked .state')]
                  .filter(cell => cell.getBoundingClientRect().right > innerWidth || (cell.getClientRects().length === 0 && cell.textContent.trim() && !cell.closest('details:not([open])')))
                  .map(cell => cell.textContent.trim())
                """));
        }
    }

    [SkippableFact]
    public async Task Hash_in_a_reason_of_the_audit_trail_does_not_widen_its_table()
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address);
        await browser.SignInAsync(Persona, "/audit");

        await Assertions.Expect(browser.Page.GetByText("(SHA-256 aaaa")).ToBeVisibleAsync();
        Assert.Equal(0, await browser.Page.Locator(".scroll").First.EvaluateAsync<int>("region => region.scrollWidth - region.clientWidth"));
    }

    [SkippableFact]
    public async Task Times_are_the_readers_own_with_UTC_as_the_tooltip_and_UTC_without_a_script()
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address, timeZone: "Asia/Kolkata");
        await browser.SignInAsync(Persona, "/products/shop.orders/queries");
        var time = browser.Page.Locator("time[datetime='2026-01-31T12:30:00Z']").First;
        await Assertions.Expect(time).ToHaveTextAsync("2026-01-31 18:00:00");
        await Assertions.Expect(time).ToHaveAttributeAsync("title", "2026-01-31 12:30:00 UTC");

        // Also where a time is in the middle of a sentence.
        await browser.OpenAsync("/products/shop.orders/checks/unique:number/cause");
        await Assertions.Expect(browser.Page.GetByText("public.mail published first, at 2026-01-31 17:56:00, of all that shop.orders@1 is made of.")).ToBeVisibleAsync();

        // Days that are searched for are those of the times on the page.
        await browser.OpenAsync("/audit");
        await Assertions.Expect(browser.Page.GetByLabel("Time zone of the days")).Not.ToHaveValueAsync("UTC");

        await using var plain = await chromium.OpenAsync(shown.Portal.Address, runsScripts: false, timeZone: "Asia/Kolkata");
        await plain.SignInAsync(Persona, "/products/shop.orders/queries");
        await Assertions.Expect(plain.Page.Locator("time[datetime='2026-01-31T12:30:00Z']").First).ToHaveTextAsync("2026-01-31 12:30:00 UTC");
    }

    [SkippableFact]
    public async Task Rules_are_written_in_a_wide_box_of_a_monospaced_font()
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address);
        await browser.SignInAsync(Persona);
        foreach (var (address, label) in new[] { ("/proposals", "Change in YAML"), ("/rules/tightenings?product=shop.orders", "Rules in YAML") })
        {
            await browser.OpenAsync(address);
            var box = browser.Page.GetByLabel(label);

            Assert.InRange((await box.BoundingBoxAsync())!.Width, 900, 1100);
            Assert.Contains("monospace", await box.EvaluateAsync<string>("box => getComputedStyle(box).fontFamily"), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Heading_of_a_form_has_room_before_the_first_field()
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address);
        await browser.SignInAsync(Persona);
        foreach (var (address, name) in new[] { ("/proposals", "Propose a change"), ("/rules/tightenings", "Tighten at once") })
        {
            await browser.OpenAsync(address);
            var room = await browser.Page.GetByRole(AriaRole.Heading, new() { Name = name }).EvaluateAsync<double>("heading => heading.nextElementSibling.getBoundingClientRect().top - heading.getBoundingClientRect().bottom");

            Assert.InRange(room, 8, 20);
        }
    }

    [SkippableFact]
    public async Task Owner_sees_by_keyboard_alone_what_a_change_breaks_and_who_queries_the_column()
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address);
        await browser.SignInAsync(Persona, "/products/shop.orders");
        var (page, keyboard) = (browser.Page, browser.Page.Keyboard);
        await browser.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Impact of a change" }));
        await browser.ArrivesAsync("/products/shop.orders/impact");
        await Assertions.Expect(page.GetByLabel("New name")).ToBeHiddenAsync();

        await page.GetByLabel("Change", new() { Exact = true }).FocusAsync();
        await keyboard.TypeAsync("Rename");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("email");
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync("address");
        await Assertions.Expect(page.GetByLabel("New type")).ToBeHiddenAsync();
        await keyboard.PressAsync("Enter");

        await browser.ArrivesAsync("/products/shop.orders/impact?change=rename%3Aemail%3Aaddress");
        await Assertions.Expect(page.GetByLabel("New name")).ToHaveValueAsync("address");
        await browser.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "See queries of shop.orders" }));
        await browser.ArrivesAsync("/products/shop.orders/queries?column=email");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Queries of shop.orders" })).ToBeVisibleAsync();
        Assert.Empty(browser.Errors);
    }

    // A page has its theme before its style has come.
    private static Task HasGroundAsync(IPage page, string color) => Assertions.Expect(page.Locator("body")).ToHaveCSSAsync("background-color", color);

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("() => document.activeElement.textContent.trim()");
}

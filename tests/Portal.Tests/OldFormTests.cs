using System.Net;
using MeshStarter.BrowserKit;
using Microsoft.Playwright;

namespace MeshStarter.Portal.Tests;

/// <summary>Forms that are older than the sign-in of their reader: each ends on a page of the portal that has what was written and the way forward.</summary>
public sealed class OldFormTests(ShownMesh shown, Chromium chromium) : IClassFixture<ShownMesh>, IClassFixture<Chromium>
{
    private const string Old = "This form is older than your sign-in";

    /// <summary>Every form of the portal: its page, where it is sent, its fields, and where the answer leads.</summary>
    public static TheoryData<string, string, string[], string> Forms => new()
    {
        { "/sql", "/sql", ["_handler=sql", "query=SELECT 1 AS one"], "/sql?query=SELECT%201%20AS%20one" },
        { "/sql", "/data/sql/csv", ["query=SELECT 1 AS one"], "/sql?query=SELECT%201%20AS%20one" },
        { "/rules/tightenings?product=shop.orders", "/rules/tightenings", ["_handler=tighten", "Reason=SELECT 1 AS one"], "/rules/tightenings" },
        { "/rules/declassifications", "/rules/declassifications", ["_handler=ask", "Reason=SELECT 1 AS one"], "/rules/declassifications" },
        { "/proposals", "/proposals", ["_handler=propose", "Yaml=SELECT 1 AS one"], "/proposals" },
        { "/access/request?product=shop.orders", "/access/request", ["_handler=ask", "Purpose=SELECT 1 AS one"], "/access/request" },
        { "/access/suspensions", "/access/suspensions", ["_handler=suspend", "Reason=SELECT 1 AS one"], "/access/suspensions" },
        { "/quarantine/shop.orders", "/quarantine/shop.orders", ["_handler=replay", "Batch=SELECT 1 AS one"], "/quarantine/shop.orders" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Form_of_another_user_shows_what_was_written_and_the_way_to_send_it_again(string page, string address, string[] fields, string forward)
    {
        using var browser = new PortalBrowser(shown.Portal.Address);
        var (_, form) = await browser.SignInAsync("shop-owner", page);
        await browser.SignInAsync("security");

        var (status, html) = await browser.SubmitAsync(address, form, Fields(fields));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(Old, PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("You are signed in as security now.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("SELECT 1 AS one", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains($"<a class=\"button primary\" href=\"{forward}\">Open the page again</a>", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Form_of_a_reader_who_is_signed_out_leads_to_the_sign_in_and_back(string page, string address, string[] fields, string forward)
    {
        string form;
        using (var before = new PortalBrowser(shown.Portal.Address))
        {
            (_, form) = await before.SignInAsync("shop-owner", page);
        }

        using var browser = new PortalBrowser(shown.Portal.Address);

        var (status, html) = await browser.SubmitAsync(address, form, Fields(fields));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("You are not signed in", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("SELECT 1 AS one", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains($"<a class=\"button primary\" href=\"/sign-in?return={Uri.EscapeDataString(forward)}\">", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in", "/sign-in?return=%2Fproducts")]
    [InlineData("/sign-out", "/")]
    public async Task Form_of_the_frame_that_is_too_old_leads_on(string address, string forward)
    {
        using var browser = new PortalBrowser(shown.Portal.Address);
        var (_, form) = await browser.LoadAsync("/sign-in");
        await browser.SignInAsync("shop-owner");

        var (status, html) = await browser.SubmitAsync(address, form, ("persona", "security"), ("return", "/products"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains($"href=\"{forward}\">", html[html.IndexOf("<main", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    // Its words are not this reader's.
    [Fact]
    public async Task Form_that_a_page_of_another_site_sent_is_not_shown()
    {
        using var browser = new PortalBrowser(shown.Portal.Address);
        await browser.SignInAsync("shop-owner");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/proposals") { Content = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "propose"), KeyValuePair.Create("Yaml", "Call this number")]) };
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var text = PageText.Read(await response.Content.ReadAsStringAsync());
        Assert.Contains(Old, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Call this number", text, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Page_of_such_a_form_has_no_obstacle()
    {
        await using var browser = await chromium.OpenAsync(shown.Portal.Address);
        await browser.SignInAsync("shop-owner", "/proposals");
        await using (var other = await browser.OpenTabAsync())
        {
            await other.SignInAsync("security");
        }

        await browser.Page.GetByLabel("Reason").FillAsync("Because");
        await browser.Page.GetByLabel("Change in YAML").FillAsync("add:\n- name: a-rule-with-a-long-name");

        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Propose" }).ClickAsync();

        await Assertions.Expect(browser.Page.GetByRole(AriaRole.Heading, new() { Name = Old })).ToBeVisibleAsync();
        Assert.Empty(await browser.ObstaclesEverywhereAsync("old-form"));
    }

    private static (string Name, string Value)[] Fields(string[] fields) => [.. fields.Select(field => (field[..field.IndexOf('=', StringComparison.Ordinal)], field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..]))];
}

using System.Net;
using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Tests;

/// <summary>The pages as personas see them.</summary>
[Trait("Category", "Quick")]
public sealed partial class PageTests : MeshTests
{
    [Theory]
    [InlineData("/products/shop.orders/nothing")]
    [InlineData("/products/shop.orders/checks/unique/cause")]
    [InlineData("/pipelines/shop.orders")]
    public async Task Missing_part_of_a_product_leads_to_the_product(string address)
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));

        var (status, html) = await LoadAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("<a href=\"/products/shop.orders\">See the product shop.orders</a>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/products/nope.nope/nothing")]
    [InlineData("/products/nope.nope/checks/unique/cause")]
    [InlineData("/products/nope/checks/unique/cause")]
    [InlineData("/pipelines/nope.nope")]
    public async Task Missing_part_of_a_missing_product_leads_to_all_products(string address)
    {
        var (status, html) = await LoadAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("<a href=\"/products\">See the data products</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("See the product ", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_below_the_root_has_its_style_sheet()
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("shop", Mesh.Url("shop")));

        var (_, html) = await portal.Browser.LoadAsync("/quarantine/shop.orders");

        var sheet = new Uri(new Uri(portal.Address, "/quarantine/shop.orders"), StyleSheet().Match(html).Groups["href"].Value);
        var (status, css) = await portal.Browser.LoadAsync(sheet.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(":root", css, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_address_is_a_page_that_says_so()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        await portal.Browser.SignInAsync("analyst", "/products");

        var (status, html) = await portal.Browser.LoadAsync("/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("There is no such page This portal has no page at /no/such/page . See the data products", PageText.ReadMain(html));
    }

    [Theory]
    [InlineData("/sign-in", "Sign in · MeshStarter")]
    [InlineData("/", "Home · MeshStarter")]
    [InlineData("/products", "Products · MeshStarter")]
    [InlineData("/operations", "Operations · MeshStarter")]
    [InlineData("/quarantine/shop.orders", "Quarantine of shop.orders · MeshStarter")]
    public async Task Page_has_one_title(string path, string title)
    {
        Mesh.Add("shop.orders", MadeMesh.Text(""));
        await using var portal = await RunningPortal.StartAsync(Mesh);
        await portal.Browser.SignInAsync("analyst", "/products");

        var (_, html) = await portal.Browser.LoadAsync(path);

        Assert.Equal(title, Assert.Single(Title().Matches(html)).Groups["title"].Value);
    }

    [Fact]
    public async Task Sign_in_names_a_silent_governance_also_to_who_has_the_form_already()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        var form = await portal.Browser.LoadAsync("/sign-in");
        Assert.Contains("<strong>auditor</strong>", form.Html, StringComparison.Ordinal);

        Mesh.Answer("governance/dev/personas", MadeMesh.SilenceAsync);
        var (status, html) = await portal.Browser.SubmitAsync(form.Html, "auditor");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("governance does not answer within 10 seconds.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "governance")]
    [InlineData(401, "provider")]
    public async Task Mesh_with_an_identity_provider_of_its_own_says_that_there_are_no_personas(int status, string authority)
    {
        Mesh.Answer("governance/dev/personas", MadeMesh.Problem(status, "Send an access token."));
        await using var portal = await RunningPortal.StartAloneAsync(Mesh, KeyValuePair.Create("Mesh:Identity:Authority", Mesh.Url(authority)));

        var (answer, html) = await portal.Browser.LoadAsync("/");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer);
        Assert.Contains("This mesh has no development issuer, and so no personas", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Persona_that_no_one_knows_chooses_again()
    {
        var (_, html) = await LoadAsync("/", "nobody");

        Assert.Contains("In Development you choose a persona.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_portals_of_a_machine_leave_each_others_readers_signed_in()
    {
        await using var one = await RunningPortal.StartAsync(Mesh);
        await using var other = await RunningPortal.StartAsync(Mesh);
        var cookies = new CookieContainer();
        using var oneTab = new PortalBrowser(one.Address, cookies);
        using var otherTab = new PortalBrowser(other.Address, cookies);
        var (_, form) = await oneTab.LoadAsync("/sign-in");
        await otherTab.SignInAsync("auditor");

        var (_, signedIn) = await oneTab.SubmitAsync(form, "analyst");
        var (_, still) = await otherTab.LoadAsync("/");

        Assert.Contains("Signed in as analyst", PageText.Read(signedIn), StringComparison.Ordinal);
        Assert.Contains("Signed in as auditor", PageText.Read(still), StringComparison.Ordinal);
    }

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"(?<href>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex StyleSheet();

    [GeneratedRegex("<title>(?<title>[^<]*)</title>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Title();
}

using System.Net;

namespace MeshStarter.Portal.Tests;

/// <summary>Each page while the catalog or governance is away: it names the service, and has its frame and what does not need it.</summary>
[Trait("Category", "Quick")]
public sealed class AwayServiceTests : MeshTests
{
    private const string Detail = "The database is away.";
    private const string Reason = $"cannot answer for now: {Detail}";

    private protected override void SetUp() => Mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1}\n"));

    [Theory]
    [InlineData("/", HttpStatusCode.ServiceUnavailable, "First steps")]
    [InlineData("/products", HttpStatusCode.ServiceUnavailable, "Products")]
    [InlineData("/products?q=orders", HttpStatusCode.ServiceUnavailable, "Products")]
    [InlineData("/products/shop.orders", HttpStatusCode.ServiceUnavailable, "shop.orders")]
    [InlineData("/lineage", HttpStatusCode.ServiceUnavailable, "Follow")]
    [InlineData("/lineage?node=shop.orders", HttpStatusCode.ServiceUnavailable, "Follow")]
    [InlineData("/operations", HttpStatusCode.ServiceUnavailable, "Services")]
    [InlineData("/products/shop.orders/impact?change=retire", HttpStatusCode.ServiceUnavailable, "Reload in a moment.")]
    public async Task Page_names_the_catalog_that_is_away_and_has_the_rest(string address, HttpStatusCode expected, string rest)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("shop", Mesh.Url("shop")));
        Mesh.TakeAway("catalog", Detail);

        var (status, html) = await portal.Browser.LoadAsync(address);

        Assert.Equal(expected, status);
        Assert.Contains($"catalog {Reason}", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains(rest, PageText.ReadMain(html), StringComparison.Ordinal);
        AssertFrame(html);
    }

    [Theory]
    [InlineData("/", "catalog/overview", "First steps")]
    [InlineData("/", "governance/dev/token", "First steps")]
    [InlineData("/products?q=orders", "catalog/products", "Products")]
    [InlineData("/products/shop.orders", "catalog/products/shop.orders/profile", "shop.orders")]
    [InlineData("/operations", "catalog/products", "governance healthy query healthy")]
    [InlineData("/access", "governance/access/grants", "My access")]
    [InlineData("/access/suspensions", "governance/access/suspensions", "Suspensions")]
    [InlineData("/rules", "governance/policy", "Rules")]
    [InlineData("/rules/versions", "governance/policy/versions", "Versions of the rules")]
    [InlineData("/proposals", "governance/proposals", "Proposals")]
    [InlineData("/rules/tightenings", "governance/policy/tightenings", "Tightenings")]
    [InlineData("/rules/declassifications", "governance/policy/declassifications", "Declassifications")]
    public async Task Page_names_the_service_whose_one_answer_it_lacks(string address, string lacking, string rest)
    {
        Mesh.Answer(lacking, MadeMesh.Problem(503, Detail));

        var (status, html) = await LoadAsync(address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"{lacking.Split('/')[0]} {Reason} Reload in a moment.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains(rest, PageText.ReadMain(html), StringComparison.Ordinal);
        AssertFrame(html);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/products")]
    [InlineData("/products/shop.orders")]
    [InlineData("/lineage")]
    [InlineData("/lineage?node=shop.orders")]
    [InlineData("/operations")]
    [InlineData("/quarantine/shop.orders")]
    public async Task Page_names_governance_that_issues_no_token(string address)
    {
        Mesh.Answer("governance/dev/token", MadeMesh.Problem(503, Detail));

        var (status, html) = await LoadAsync(address, "shop-owner", ("shop", Mesh.Url("shop")));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"governance {Reason} Reload in a moment.", PageText.ReadMain(html), StringComparison.Ordinal);
        AssertFrame(html);
    }

    [Theory]
    [InlineData("/", "Your mesh")]
    [InlineData("/products", "shop.orders")]
    [InlineData("/products/shop.orders", "Made for a test")]
    [InlineData("/lineage", "Begin with a product")]
    [InlineData("/operations", "governance not healthy")]
    [InlineData("/sql", "Ask the mesh")]
    public async Task Page_goes_on_with_the_token_that_it_has_while_governance_is_away(string address, string content)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst", ("shop", Mesh.Url("shop")));
        await portal.Browser.LoadAsync("/products");
        Mesh.TakeAway("governance", Detail);

        var (status, html) = await portal.Browser.LoadAsync(address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(content, PageText.ReadMain(html), StringComparison.Ordinal);
        AssertFrame(html);
    }

    [Theory]
    [InlineData("/sql", "Ask the mesh")]
    [InlineData("/quarantine/shop.orders", "No batch of it is in quarantine.")]
    public async Task Page_that_does_not_need_the_catalog_works_without_it(string address, string content)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("shop", Mesh.Url("shop")));
        Mesh.TakeAway("catalog", Detail);

        var (status, html) = await portal.Browser.LoadAsync(address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(content, PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/data/lineage?node=shop.orders")]
    [InlineData("/data/sql/products?containing=orders")]
    [InlineData("/data/sql/columns?product=shop.orders")]
    public async Task Script_gets_the_problem_of_a_catalog_that_is_away(string address)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        Mesh.TakeAway("catalog", Detail);

        var (status, problem) = await portal.Browser.LoadAsync(address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"catalog {Reason}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_in_page_names_governance_that_is_away()
    {
        Mesh.TakeAway("governance", Detail);
        await using var portal = await RunningPortal.StartAsync(Mesh);

        var (status, html) = await portal.Browser.LoadAsync("/sign-in");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"governance {Reason}", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analyst", true, "href=\"/sign-in?return=%2Fproducts\"")]
    [InlineData("no-one", false, "name=\"return\" value=\"/products\"")]
    public async Task Sign_in_that_fails_keeps_the_page_that_the_reader_wants(string persona, bool isAway, string expected)
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        var (_, form) = await portal.Browser.LoadAsync("/sign-in?return=%2Fproducts");
        if (isAway)
        {
            Mesh.TakeAway("governance", Detail);
        }

        var (_, html) = await portal.Browser.SubmitAsync("/sign-in", form, ("persona", persona), ("return", "/products"));

        Assert.Contains(expected, html, StringComparison.Ordinal);
    }

    // The portal remembers that governance signs in users, too: that is of no use without it.
    [Fact]
    public async Task Sign_in_page_offers_what_works_while_governance_is_away()
    {
        Mesh.Answer("governance/.well-known/openid-configuration", MadeMesh.Json(new
        {
            issuer = Mesh.Url("governance"),
            authorization_endpoint = Mesh.Url("governance") + "connect/authorize",
            token_endpoint = Mesh.Url("governance") + "connect/token",
            jwks_uri = Mesh.Url("governance") + "jwks",
        }));
        Mesh.Answer("governance/jwks", MadeMesh.Text("{\"keys\":[]}"));
        await using var portal = await RunningPortal.StartAloneAsync(Mesh);
        var (_, before) = await portal.Browser.LoadAsync("/sign-in");
        await portal.Browser.SignInAsync("analyst");
        Mesh.TakeAway("governance", Detail);

        var (status, signedIn) = await portal.Browser.LoadAsync("/sign-in?return=%2Fproducts");
        using var other = new PortalBrowser(portal.Address);
        var (_, stranger) = await other.LoadAsync("/sign-in");

        Assert.Contains("Sign in with your identity provider", before, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal($"Sign in governance {Reason} Without it no user can sign in. Try again in a moment. Try again Go on as analyst", PageText.ReadMain(signedIn));
        Assert.Contains("<a class=\"button\" href=\"/products\">Go on as analyst</a>", signedIn, StringComparison.Ordinal);
        Assert.Equal($"Sign in governance {Reason} Without it no user can sign in. Try again in a moment. Try again", PageText.ReadMain(stranger));
    }

    [Theory]
    [InlineData("/rules")]
    [InlineData("/rules/versions")]
    [InlineData("/proposals")]
    [InlineData("/audit")]
    [InlineData("/access")]
    public async Task Page_that_governance_does_not_give_says_to_reload_it(string address)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "security", ("shop", Mesh.Url("shop")));
        Mesh.TakeAway("governance", Detail);

        var (status, html) = await portal.Browser.LoadAsync(address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains($"governance {Reason} Reload in a moment.", PageText.ReadMain(html), StringComparison.Ordinal);
        AssertFrame(html);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/products")]
    [InlineData("/products/shop.orders")]
    [InlineData("/lineage?node=shop.orders")]
    [InlineData("/operations")]
    [InlineData("/quarantine/shop.orders")]
    [InlineData("/pipelines/shop.orders")]
    [InlineData("/products/shop.orders/queries")]
    [InlineData("/products/shop.orders/checks/unique:number/cause")]
    [InlineData("/products/shop.orders/access")]
    [InlineData("/access/decide")]
    [InlineData("/proposals/7f8a6d0e-5f0c-4b0e-9d53-0a1b2c3d4e5f")]
    public async Task Page_is_there_while_no_service_listens(string address)
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "shop-owner", ("shop", Mesh.Url("shop")));
        await Mesh.StopAsync();

        var (status, html) = await portal.Browser.LoadAsync(address);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("does not answer", PageText.ReadMain(html), StringComparison.Ordinal);
        AssertFrame(html);
    }

    private static void AssertFrame(string html)
    {
        Assert.Contains("""<input id="search" type="search" name="q" """, html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/operations\"", html, StringComparison.Ordinal);
    }
}

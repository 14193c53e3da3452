using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using static MeshStarter.Portal.Tests.OidcTests;

namespace MeshStarter.Portal.Tests;

/// <summary>A provider answers a sign-in, an exchange and a sign-out, well or not: each test is a browser of its own at one portal.</summary>
[Trait("Category", "Quick")]
public sealed class OidcAnswerTests(OidcPortal shared) : IClassFixture<OidcPortal>, IDisposable
{
    public void Dispose() => shared.Unspoil();

    [Fact]
    public async Task User_is_signed_in_and_returns_to_the_wanted_page()
    {
        using var browser = new PortalBrowser(shared.Portal.Address);

        var (_, page) = await browser.LoadAsync("/sql?query=SELECT%201");
        var begin = WebUtility.HtmlDecode(ProviderLink().Match(page).Groups["href"].Value);
        var (status, done) = await browser.LoadAsync(begin);
        var (_, wanted) = await browser.LoadAsync(Refresh(done));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("/sql?query=SELECT%201", Refresh(done));
        Assert.Contains("The query has not run yet", PageText.ReadMain(wanted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_gets_no_token()
    {
        var cookies = new CookieContainer();
        using var browser = Browser(shared.Portal, cookies);

        var (_, answers) = await FollowAsync(browser, "/sign-in/oidc");

        // What the portal encrypts may have the letters that a token begins with, and has no dot.
        Assert.All(answers, answer => Assert.DoesNotMatch(@"eyJ[\w-]*\.eyJ", answer));
        Assert.All(cookies.GetAllCookies().Cast<Cookie>(), cookie => Assert.True(cookie.HttpOnly));
        Assert.All(cookies.GetAllCookies().Cast<Cookie>(), cookie => Assert.DoesNotMatch(@"eyJ[\w-]*\.eyJ", cookie.Value));
    }

    [Theory]
    [InlineData("//attacker.example/", "/")]
    [InlineData("https://attacker.example/", "/")]
    [InlineData("/\\attacker.example", "/")]
    [InlineData("/products?q=a&b", "/products?q=a&b")]
    public async Task Return_is_to_a_page_of_the_portal_alone(string wanted, string returned)
    {
        using var browser = new PortalBrowser(shared.Portal.Address);

        var (_, done) = await browser.LoadAsync($"/sign-in/oidc?return={Uri.EscapeDataString(wanted)}");
        var (_, forged) = await browser.LoadAsync($"/sign-in/done?return={Uri.EscapeDataString(wanted)}");

        Assert.Equal((returned, returned), (Refresh(done), Refresh(forged)));
    }

    [Theory]
    [InlineData("nonce", "token")]
    [InlineData("audience", "token")]
    [InlineData("issuer", "token")]
    [InlineData("expired", "token")]
    [InlineData("not yet", "token")]
    [InlineData("party", "token")]
    [InlineData("hash", "token")]
    [InlineData("subject", "token")]
    [InlineData("unsigned", "token")]
    [InlineData("tampered", "token")]
    [InlineData("key", "token")]
    [InlineData("state", "state")]
    [InlineData("no state", "state")]
    [InlineData("other issuer", "state")]
    [InlineData("no issuer", "state")]
    [InlineData("denied", "denied")]
    [InlineData("error", "provider")]
    [InlineData("code", "provider")]
    public async Task Answer_that_is_not_of_this_sign_in_signs_in_no_one(string spoilt, string reason)
    {
        Spoil(spoilt);
        using var browser = Browser(shared.Portal, new CookieContainer());

        var (last, _) = await FollowAsync(browser, "/sign-in/oidc");
        using var page = await browser.GetAsync("/sql");

        Assert.Equal($"/sign-in/failed?reason={reason}", last);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Answer_is_used_once_and_by_the_browser_that_began()
    {
        using var browser = Browser(shared.Portal, new CookieContainer());
        using var other = Browser(shared.Portal, new CookieContainer());
        var begun = await LocationAsync(browser, "/sign-in/oidc");
        using var agreed = await browser.GetAsync(begun);
        var answer = agreed.Headers.Location!.PathAndQuery;

        var elsewhere = await LocationAsync(other, answer);
        var first = await LocationAsync(browser, answer);
        var second = await LocationAsync(browser, answer);

        Assert.Equal(("/sign-in/failed?reason=state", "/sign-in/done?return=%2F", "/sign-in/failed?reason=state"), (elsewhere, first, second));
    }

    [Fact]
    public async Task Sign_in_page_has_personas_and_the_provider_in_development()
    {
        using var browser = new PortalBrowser(shared.Portal.Address);

        var (_, page) = await browser.LoadAsync("/sign-in");

        Assert.Contains("value=\"analyst\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/sign-in/oidc\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_get_a_token_of_the_user_for_them_alone()
    {
        var statements = new MadeStatements(shared.Mesh);
        using var browser = new PortalBrowser(shared.Portal.Address);
        await SignInAsync(browser);

        await RunAsync(browser);

        var claims = Claims(Assert.Single(statements.Begun).Authorization);
        Assert.Equal(("ana", """["query"]"""), (claims["sub"]!.GetValue<string>(), claims["aud"]!.ToJsonString()));
    }

    [Fact]
    public async Task Exchange_that_the_provider_refuses_is_said_with_what_to_do()
    {
        using var browser = new PortalBrowser(shared.Portal.Address);
        await SignInAsync(browser);
        shared.Provider.RefusedGrants.Add("urn:ietf:params:oauth:grant-type:token-exchange");

        var (_, html) = await RunAsync(browser);

        Assert.Contains(
            "The identity provider gives this portal no token for query alone. Its operator permits token exchange there, or sets Mesh:SignIn:AudienceScope or Mesh:Identity:SharedAudience.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sign_out_ends_the_session_here_and_at_the_provider()
    {
        var signedIn = new CookieContainer();
        using var user = new PortalBrowser(shared.Portal.Address, signedIn);
        await SignInAsync(user);
        var cookies = signedIn.GetAllCookies().Cast<Cookie>().ToList();
        var (_, form) = await user.LoadAsync("/sql");

        var (_, page) = await user.SubmitAsync("/sign-out", form, []);
        using var browser = Browser(shared.Portal, signedIn);
        var end = new Uri(await LocationAsync(browser, Refresh(page)));

        Assert.Equal("/sign-out/provider", Refresh(page));
        Assert.StartsWith($"{shared.Provider.Issuer}/end?", end.OriginalString, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(end.Query);
        Assert.Equal(("ana", "portal", new Uri(shared.Portal.Address, "/sign-in").ToString()), (Claims(query["id_token_hint"]!)["sub"]!.GetValue<string>(), query["client_id"].ToString(), query["post_logout_redirect_uri"].ToString()));
        // A copy of the cookie is worth nothing.
        var copied = new CookieContainer();
        foreach (var cookie in cookies)
        {
            copied.Add(shared.Portal.Address, new Cookie(cookie.Name, cookie.Value));
        }

        using var thief = Browser(shared.Portal, copied);
        using var answer = await thief.GetAsync("/sql");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/sign-in", await LocationAsync(browser, "/sign-out/provider"));
    }

    private void Spoil(string what)
    {
        switch (what)
        {
            case "nonce": shared.Provider.SpoilIdToken = id => id["nonce"] = "another"; break;
            case "audience": shared.Provider.SpoilIdToken = id => id["aud"] = "another-client"; break;
            case "issuer": shared.Provider.SpoilIdToken = id => id["iss"] = "https://another.example"; break;
            case "expired": shared.Provider.SpoilIdToken = id => id["exp"] = id["iat"]!.GetValue<long>() - 120; break;
            case "not yet": shared.Provider.SpoilIdToken = id => id["nbf"] = id["iat"]!.GetValue<long>() + 120; break;
            case "party": shared.Provider.SpoilIdToken = id => (id["aud"], id["azp"]) = (new JsonArray("portal", "another"), "another"); break;
            case "hash": shared.Provider.SpoilIdToken = id => id["at_hash"] = TestKey.Encode(new byte[16]); break;
            case "subject": shared.Provider.SpoilIdToken = id => id.Remove("sub"); break;
            case "unsigned": shared.Provider.ReplaceIdToken = text => $"{TestKey.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{text.Split('.')[1]}."; break;
            case "tampered": shared.Provider.ReplaceIdToken = text => text.Split('.') is [var header, var payload, var signature] ? $"{header}.{TestKey.Encode(Text(payload).Replace("\"ana\"", "\"bob\"", StringComparison.Ordinal))}.{signature}" : text; break;
            case "key": shared.Provider.SigningKey = TestKey.Es256(); break;
            case "state": shared.Provider.SpoilAnswer = answer => answer["state"] = "another"; break;
            case "no state": shared.Provider.SpoilAnswer = answer => answer["state"] = null; break;
            case "other issuer": shared.Provider.SpoilAnswer = answer => answer["iss"] = "https://another.example"; break;
            case "no issuer": shared.Provider.SpoilAnswer = answer => answer["iss"] = null; break;
            case "denied": shared.Provider.SpoilAnswer = answer => (answer["code"], answer["error"]) = (null, "access_denied"); break;
            case "error": shared.Provider.SpoilAnswer = answer => (answer["code"], answer["error"]) = (null, "server_error"); break;
            case "code": shared.Provider.SpoilAnswer = answer => answer["code"] = "another"; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
    }
}

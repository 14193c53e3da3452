using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Portal.Tests.Running;
using MeshStarter.TestKit;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.Portal.Tests;

/// <summary>A user signs in by OpenID Connect at a provider on loopback.</summary>
[Trait("Category", "Quick")]
public sealed partial class OidcTests : IAsyncLifetime
{
    private const string Secret = "the secret of portal 0123456789";

    private MadeMesh _mesh = null!;
    private MadeStatements _statements = null!;
    private TestAuthority _provider = null!;

    public async Task InitializeAsync()
    {
        _mesh = await MadeMesh.StartAsync();
        _statements = new MadeStatements(_mesh);
        _provider = await TestAuthority.StartAsync();
        _provider.Client = $"portal:{Uri.EscapeDataString(Secret)}";
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _mesh.DisposeAsync();
    }

    [Fact]
    public async Task User_is_signed_in_and_returns_to_the_wanted_page()
    {
        await using var portal = await StartAsync();

        var (_, page) = await portal.Browser.LoadAsync("/sql?query=SELECT%201");
        var begin = WebUtility.HtmlDecode(ProviderLink().Match(page).Groups["href"].Value);
        var (status, done) = await portal.Browser.LoadAsync(begin);
        var (_, wanted) = await portal.Browser.LoadAsync(Refresh(done));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("/sql?query=SELECT%201", Refresh(done));
        Assert.Contains("The query has not run yet", PageText.ReadMain(wanted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_get_a_token_of_the_user_for_them_alone()
    {
        await using var portal = await StartAsync();
        await SignInAsync(portal);

        await RunAsync(portal);

        var claims = Claims(Assert.Single(_statements.Begun).Authorization);
        Assert.Equal(("ana", """["query"]"""), (claims["sub"]!.GetValue<string>(), claims["aud"]!.ToJsonString()));
    }

    [Fact]
    public async Task Services_get_the_sessions_own_token_where_they_share_an_audience()
    {
        await using var portal = await StartAsync(("Mesh:Identity:SharedAudience", "api://mesh"));
        _provider.UserAudience = "api://mesh";
        await SignInAsync(portal);

        await RunAsync(portal);

        Assert.Equal("""["api://mesh"]""", Claims(Assert.Single(_statements.Begun).Authorization)["aud"]!.ToJsonString());
    }

    [Fact]
    public async Task Services_get_tokens_by_the_sessions_refresh_token_where_the_provider_does_not_exchange()
    {
        await using var portal = await StartAsync(("Mesh:SignIn:AudienceScope", "openid aud-{audience}"), ("Mesh:Identity:Audiences:query", "api://mesh/query"));
        await SignInAsync(portal);

        await Task.WhenAll(RunAsync(portal), RunAsync(portal), RunAsync(portal));
        await RunAsync(portal);

        // Each refresh token is good for one use: two at once would have ended the session.
        Assert.Equal(("openid aud-api://mesh/query", 1), (_provider.LastForm!["scope"].ToString(), _provider.Refreshes));
        Assert.All(_statements.Begun, begun => Assert.Equal("""["api://mesh/query"]""", Claims(begun.Authorization)["aud"]!.ToJsonString()));
        Assert.Equal(4, _statements.Begun.Count);
    }

    [Fact]
    public async Task Token_that_is_valid_elsewhere_too_is_not_sent_to_a_service()
    {
        await using var portal = await StartAsync(("Mesh:SignIn:AudienceScope", "aud-{audience}"));
        _provider.DefaultAudience = "account";
        await SignInAsync(portal);

        var (_, html) = await RunAsync(portal);

        Assert.Contains("The identity provider gives this portal no token for query alone.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Empty(_statements.Begun);
    }

    [Fact]
    public async Task Session_whose_refresh_token_is_no_longer_good_ends_with_the_next_request()
    {
        await using var portal = await StartAsync(("Mesh:SignIn:AudienceScope", "aud-{audience}"));
        await SignInAsync(portal);
        _provider.RefusedGrants.Add("refresh_token");

        var (_, refused) = await RunAsync(portal);
        var (_, next) = await portal.Browser.LoadAsync("/sql");

        Assert.Contains("The identity provider gives this portal no token for query alone.", PageText.ReadMain(refused), StringComparison.Ordinal);
        Assert.Matches(ProviderLink(), next);
    }

    [Theory]
    [InlineData("ana-everywhere", false)]
    [InlineData(null, true)]
    [InlineData("query", true)]
    public async Task User_is_whom_the_subject_claim_of_the_settings_names(string? id, bool isRefused)
    {
        await using var portal = await StartAsync(("Mesh:Identity:SubjectClaim", "oid"), ("Mesh:Identity:Clients:query", "the-id-of-query"));
        _provider.SpoilIdToken = token => token["oid"] = id;

        var (_, html) = await portal.Browser.LoadAsync("/sign-in/oidc");

        Assert.Equal(isRefused, html.Contains("You are not signed in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exchange_that_the_provider_refuses_is_said_with_what_to_do()
    {
        await using var portal = await StartAsync();
        await SignInAsync(portal);
        _provider.RefusedGrants.Add("urn:ietf:params:oauth:grant-type:token-exchange");

        var (_, html) = await RunAsync(portal);

        Assert.Contains(
            "The identity provider gives this portal no token for query alone. Its operator permits token exchange there, or sets Mesh:SignIn:AudienceScope or Mesh:Identity:SharedAudience.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browser_gets_no_token()
    {
        await using var portal = await StartAsync();
        var cookies = new CookieContainer();
        using var browser = Browser(portal, cookies);

        var (_, answers) = await FollowAsync(browser, "/sign-in/oidc");

        Assert.All(answers, answer => Assert.DoesNotContain("eyJ", answer, StringComparison.Ordinal));
        Assert.All(cookies.GetAllCookies().Cast<Cookie>(), cookie => Assert.True(cookie.HttpOnly && !cookie.Value.Contains("eyJ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("//attacker.example/", "/")]
    [InlineData("https://attacker.example/", "/")]
    [InlineData("/\\attacker.example", "/")]
    [InlineData("/products?q=a&b", "/products?q=a&b")]
    public async Task Return_is_to_a_page_of_the_portal_alone(string wanted, string returned)
    {
        await using var portal = await StartAsync();

        var (_, done) = await portal.Browser.LoadAsync($"/sign-in/oidc?return={Uri.EscapeDataString(wanted)}");
        var (_, forged) = await portal.Browser.LoadAsync($"/sign-in/done?return={Uri.EscapeDataString(wanted)}");

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
    [InlineData("down", "unavailable")]
    public async Task Answer_that_is_not_of_this_sign_in_signs_in_no_one(string spoilt, string reason)
    {
        await using var portal = await StartAsync();
        Spoil(spoilt);
        using var browser = Browser(portal, new CookieContainer());

        var (last, _) = await FollowAsync(browser, "/sign-in/oidc");
        using var page = await browser.GetAsync("/sql");

        Assert.Equal($"/sign-in/failed?reason={reason}", last);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Answer_is_used_once_and_by_the_browser_that_began()
    {
        await using var portal = await StartAsync();
        using var browser = Browser(portal, new CookieContainer());
        using var other = Browser(portal, new CookieContainer());
        var begun = await LocationAsync(browser, "/sign-in/oidc");
        using var agreed = await browser.GetAsync(begun);
        var answer = agreed.Headers.Location!.PathAndQuery;

        var elsewhere = await LocationAsync(other, answer);
        var first = await LocationAsync(browser, answer);
        var second = await LocationAsync(browser, answer);

        Assert.Equal(("/sign-in/failed?reason=state", "/sign-in/done?return=%2F", "/sign-in/failed?reason=state"), (elsewhere, first, second));
    }

    [Fact]
    public async Task Key_that_the_provider_has_changed_is_found()
    {
        await using var portal = await StartAsync();
        await SignInAsync(portal);
        _provider.Keys.Clear();
        _provider.SigningKey = TestKey.Rs256();
        _provider.Keys.Add(_provider.SigningKey);
        using var browser = Browser(portal, new CookieContainer());

        var (last, _) = await FollowAsync(browser, "/sign-in/oidc");

        Assert.Equal("/sign-in/done?return=%2F", last);
    }

    [Fact]
    public async Task Sign_out_ends_the_session_here_and_at_the_provider()
    {
        await using var portal = await StartAsync();
        await SignInAsync(portal);
        var cookies = portal.Cookies.GetAllCookies().Cast<Cookie>().ToList();
        var (_, form) = await portal.Browser.LoadAsync("/sql");

        var (_, page) = await portal.Browser.SubmitAsync("/sign-out", form, []);
        using var browser = Browser(portal, portal.Cookies);
        var end = new Uri(await LocationAsync(browser, Refresh(page)));

        Assert.Equal("/sign-out/provider", Refresh(page));
        Assert.StartsWith($"{_provider.Issuer}/end?", end.OriginalString, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(end.Query);
        Assert.Equal(("ana", "portal", new Uri(portal.Address, "/sign-in").ToString()), (Claims(query["id_token_hint"]!)["sub"]!.GetValue<string>(), query["client_id"].ToString(), query["post_logout_redirect_uri"].ToString()));
        // A copy of the cookie is worth nothing.
        var copied = new CookieContainer();
        foreach (var cookie in cookies)
        {
            copied.Add(portal.Address, new Cookie(cookie.Name, cookie.Value));
        }

        using var thief = Browser(portal, copied);
        using var answer = await thief.GetAsync("/sql");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/sign-in", await LocationAsync(browser, "/sign-out/provider"));
    }

    [Fact]
    public async Task Sign_in_page_has_personas_and_the_provider_in_development()
    {
        await using var portal = await StartAsync();

        var (_, page) = await portal.Browser.LoadAsync("/sign-in");

        Assert.Contains("value=\"analyst\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/sign-in/oidc\"", page, StringComparison.Ordinal);
    }

    private void Spoil(string what)
    {
        switch (what)
        {
            case "nonce": _provider.SpoilIdToken = id => id["nonce"] = "another"; break;
            case "audience": _provider.SpoilIdToken = id => id["aud"] = "another-client"; break;
            case "issuer": _provider.SpoilIdToken = id => id["iss"] = "https://another.example"; break;
            case "expired": _provider.SpoilIdToken = id => id["exp"] = id["iat"]!.GetValue<long>() - 120; break;
            case "not yet": _provider.SpoilIdToken = id => id["nbf"] = id["iat"]!.GetValue<long>() + 120; break;
            case "party": _provider.SpoilIdToken = id => (id["aud"], id["azp"]) = (new JsonArray("portal", "another"), "another"); break;
            case "hash": _provider.SpoilIdToken = id => id["at_hash"] = TestKey.Encode(new byte[16]); break;
            case "subject": _provider.SpoilIdToken = id => id.Remove("sub"); break;
            case "unsigned": _provider.ReplaceIdToken = text => $"{TestKey.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{text.Split('.')[1]}."; break;
            case "tampered": _provider.ReplaceIdToken = text => text.Split('.') is [var header, var payload, var signature] ? $"{header}.{TestKey.Encode(Text(payload).Replace("\"ana\"", "\"bob\"", StringComparison.Ordinal))}.{signature}" : text; break;
            case "key": _provider.SigningKey = TestKey.Es256(); break;
            case "state": _provider.SpoilAnswer = answer => answer["state"] = "another"; break;
            case "no state": _provider.SpoilAnswer = answer => answer["state"] = null; break;
            case "other issuer": _provider.SpoilAnswer = answer => answer["iss"] = "https://another.example"; break;
            case "no issuer": _provider.SpoilAnswer = answer => answer["iss"] = null; break;
            case "denied": _provider.SpoilAnswer = answer => (answer["code"], answer["error"]) = (null, "access_denied"); break;
            case "error": _provider.SpoilAnswer = answer => (answer["code"], answer["error"]) = (null, "server_error"); break;
            case "code": _provider.SpoilAnswer = answer => answer["code"] = "another"; break;
            case "down": _provider.IsUp = false; break;
            default: throw new ArgumentOutOfRangeException(nameof(what));
        }
    }

    private Task<RunningPortal> StartAsync(params (string Name, string Value)[] settings) =>
        RunningPortal.StartAloneAsync(_mesh, settings.Append(("Mesh:Identity:Authority", _provider.Issuer)).Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2)));

    private static async Task SignInAsync(RunningPortal portal)
    {
        var (_, done) = await portal.Browser.LoadAsync("/sign-in/oidc");
        Assert.Equal("/", Refresh(done));
    }

    private static async Task<(HttpStatusCode Status, string Html)> RunAsync(RunningPortal portal)
    {
        var (_, form) = await portal.Browser.LoadAsync("/sql");
        return await portal.Browser.SubmitAsync("/sql", form, ("_handler", "sql"), ("query", "SELECT 1"));
    }

    // A browser that shows each redirect.
    private static HttpClient Browser(RunningPortal portal, CookieContainer cookies) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = cookies }) { BaseAddress = portal.Address };

    private static async Task<string> LocationAsync(HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        return answer.Headers.Location?.OriginalString ?? $"{(int)answer.StatusCode}";
    }

    // The last redirect, and what each answer said.
    private static async Task<(string Last, IReadOnlyList<string> Answers)> FollowAsync(HttpClient browser, string address)
    {
        List<string> answers = [];
        for (var last = address; ;)
        {
            using var answer = await browser.GetAsync(address);
            answers.Add($"{answer.Headers}{await answer.Content.ReadAsStringAsync()}");
            if (answer.Headers.Location is not { } next)
            {
                return (last, answers);
            }

            last = address = next.OriginalString;
        }
    }

    private static Task UntilAsync(RunningPortal portal, Func<bool> holds) => UntilAsync(async () =>
    {
        await portal.Browser.LoadAsync("/sql");
        return holds();
    });

    private static Task UntilAsync(HttpClient browser, Func<HttpResponseMessage, bool> holds) => UntilAsync(async () =>
    {
        using var page = await browser.GetAsync("/sql");
        return holds(page);
    });

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static JsonObject Claims(string token) => JsonNode.Parse(Text(token.Split(' ')[^1].Split('.')[1]))!.AsObject();

    private static string Text(string part) => System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    private static string Refresh(string html) => WebUtility.HtmlDecode(RefreshAddress().Match(html).Groups["url"].Value);

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex RefreshAddress();

    [GeneratedRegex("href=\"(?<href>/sign-in/oidc[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex ProviderLink();
}

using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Tests;

/// <summary>A user signs in by OpenID Connect at a provider on loopback.</summary>
[Trait("Category", "Quick")]
public sealed partial class OidcTests : IAsyncLifetime
{
    private MadeMesh _mesh = null!;
    private MadeStatements _statements = null!;
    private TestAuthority _provider = null!;

    public async Task InitializeAsync()
    {
        _mesh = await MadeMesh.StartAsync();
        _statements = new MadeStatements(_mesh);
        _provider = await OidcPortal.StartProviderAsync();
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _mesh.DisposeAsync();
    }

    [Fact]
    public async Task Services_get_the_sessions_own_token_where_they_share_an_audience()
    {
        await using var portal = await StartAsync(("Mesh:Identity:SharedAudience", "api://mesh"));
        _provider.UserAudience = "api://mesh";
        await SignInAsync(portal.Browser);

        await RunAsync(portal.Browser);

        Assert.Equal("""["api://mesh"]""", Claims(Assert.Single(_statements.Begun).Authorization)["aud"]!.ToJsonString());
    }

    [Fact]
    public async Task Services_get_tokens_by_the_sessions_refresh_token_where_the_provider_does_not_exchange()
    {
        await using var portal = await StartAsync(("Mesh:SignIn:AudienceScope", "openid aud-{audience}"), ("Mesh:Identity:Audiences:query", "api://mesh/query"));
        await SignInAsync(portal.Browser);

        await Task.WhenAll(RunAsync(portal.Browser), RunAsync(portal.Browser), RunAsync(portal.Browser));
        await RunAsync(portal.Browser);

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
        await SignInAsync(portal.Browser);

        var (_, html) = await RunAsync(portal.Browser);

        Assert.Contains("The identity provider gives this portal no token for query alone.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Empty(_statements.Begun);
    }

    [Fact]
    public async Task Session_whose_refresh_token_is_no_longer_good_ends_with_the_next_request()
    {
        await using var portal = await StartAsync(("Mesh:SignIn:AudienceScope", "aud-{audience}"));
        await SignInAsync(portal.Browser);
        _provider.RefusedGrants.Add("refresh_token");

        var (_, refused) = await RunAsync(portal.Browser);
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
    public async Task Provider_that_is_down_signs_in_no_one()
    {
        await using var portal = await StartAsync();
        _provider.IsUp = false;
        using var browser = Browser(portal, new CookieContainer());

        var (last, _) = await FollowAsync(browser, "/sign-in/oidc");
        using var page = await browser.GetAsync("/sql");

        Assert.Equal("/sign-in/failed?reason=unavailable", last);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task Key_that_the_provider_has_changed_is_found()
    {
        await using var portal = await StartAsync();
        await SignInAsync(portal.Browser);
        _provider.Keys.Clear();
        _provider.SigningKey = TestKey.Rs256();
        _provider.Keys.Add(_provider.SigningKey);
        using var browser = Browser(portal, new CookieContainer());

        var (last, _) = await FollowAsync(browser, "/sign-in/oidc");

        Assert.Equal("/sign-in/done?return=%2F", last);
    }

    private Task<RunningPortal> StartAsync(params (string Name, string Value)[] settings) => OidcPortal.StartAsync(_mesh, _provider, settings);

    internal static async Task SignInAsync(PortalBrowser browser)
    {
        var (_, done) = await browser.LoadAsync("/sign-in/oidc");
        Assert.Equal("/", Refresh(done));
    }

    internal static Task<(HttpStatusCode Status, string Html)> RunAsync(PortalBrowser browser) => browser.SendFormAsync("/sql", ("_handler", "sql"), ("query", "SELECT 1"));

    // A browser that shows each redirect.
    internal static HttpClient Browser(RunningPortal portal, CookieContainer cookies) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = cookies }) { BaseAddress = portal.Address };

    internal static async Task<string> LocationAsync(HttpClient browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        return answer.Headers.Location?.OriginalString ?? $"{(int)answer.StatusCode}";
    }

    // The last redirect, and what each answer said.
    internal static async Task<(string Last, IReadOnlyList<string> Answers)> FollowAsync(HttpClient browser, string address)
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

    internal static JsonObject Claims(string token) => JsonNode.Parse(Text(token.Split(' ')[^1].Split('.')[1]))!.AsObject();

    internal static string Text(string part) => System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));

    internal static string Refresh(string html) => WebUtility.HtmlDecode(RefreshAddress().Match(html).Groups["url"].Value);

    [GeneratedRegex("http-equiv=\"refresh\" content=\"0;url=(?<url>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex RefreshAddress();

    [GeneratedRegex("href=\"(?<href>/sign-in/oidc[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    internal static partial Regex ProviderLink();
}

using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.Governance.Tests.Identity;

/// <summary>A persona signs in at a client by authorization code with PKCE, and stays so by refresh tokens.</summary>
[Collection(GovernanceCollection.Name)]
[Trait("Category", "Quick")]
public sealed partial class SignInTests(GovernanceFixture fixture)
{
    private const string Verifier = "a verifier of forty-three characters or more";
    private const string Other = "http://localhost:7400/elsewhere";

    private static readonly string Challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    [SkippableFact]
    public async Task Chosen_persona_is_signed_in_with_an_id_token_for_the_client_and_an_access_token_for_services()
    {
        using var browser = Browser();
        var page = await browser.GetStringAsync(Request());
        var link = WebUtility.HtmlDecode(PersonaLink().Match(page).Groups["href"].Value);

        using var back = await browser.GetAsync(link);
        var answer = Answer(back);
        var tokens = await RedeemAsync(answer["code"]!);

        Assert.Equal(("s1", fixture.Running.Issuer), (answer["state"], answer["iss"]));
        var id = Claims(tokens, "id_token");
        Assert.Equal(("auditor", "portal", "n1", "governance", "[\"auditor\"]"), (id["sub"]!.GetValue<string>(), id["aud"]!.GetValue<string>(), id["nonce"]!.GetValue<string>(), id["domain"]!.GetValue<string>(), id["roles"]!.ToJsonString()));
        var access = tokens["access_token"]!.GetValue<string>();
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(access)).AsSpan(0, 16)), id["at_hash"]!.GetValue<string>());
        using var audit = await fixture.Running.SendAsync(HttpMethod.Get, "/audit?limit=1", access);
        Assert.Equal(HttpStatusCode.OK, audit.StatusCode);
    }

    [SkippableFact]
    public async Task Id_token_is_not_exchanged_as_an_access_token_is()
    {
        var tokens = await RedeemAsync(await CodeAsync());

        var (taken, _) = await fixture.Running.TokenAsync(TokenExchangeForm.Of(tokens["access_token"]!.GetValue<string>(), "portal"));
        var (status, refusal) = await fixture.Running.TokenAsync(TokenExchangeForm.Of(tokens["id_token"]!.GetValue<string>(), "portal"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, "invalid_request"), (taken, status, refusal["error"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Refresh_token_gives_new_tokens_once_and_the_sign_in_ends_where_it_comes_twice()
    {
        var first = (await RedeemAsync(await CodeAsync()))["refresh_token"]!.GetValue<string>();

        var (status, second) = await RefreshAsync(first);
        var (replayed, refusal) = await RefreshAsync(first);
        var (afterwards, _) = await RefreshAsync(second["refresh_token"]!.GetValue<string>());

        Assert.Equal((HttpStatusCode.OK, "analyst"), (status, Claims(second, "id_token")["sub"]!.GetValue<string>()));
        Assert.NotEqual(first, second["refresh_token"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant", HttpStatusCode.BadRequest), (replayed, refusal["error"]!.GetValue<string>(), afterwards));
    }

    [SkippableFact]
    public async Task Code_of_another_client_or_that_comes_twice_is_refused_and_the_latter_ends_the_sign_in()
    {
        var code = await CodeAsync();
        var tokens = await RedeemAsync(code);

        var (status, refusal) = await fixture.Running.TokenAsync(Redemption(code));
        var (refreshed, _) = await RefreshAsync(tokens["refresh_token"]!.GetValue<string>());

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant", HttpStatusCode.BadRequest), (status, refusal["error"]!.GetValue<string>(), refreshed));

        var form = Redemption(await CodeAsync());
        (form["client_id"], form["client_secret"]) = ("query", RunningGovernance.QuerySecret);

        (status, refusal) = await fixture.Running.TokenAsync(form);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (status, refusal["error"]!.GetValue<string>()));
    }

    [SkippableTheory]
    [InlineData("code_verifier", "another verifier of forty-three characters or more", "invalid_grant")]
    [InlineData("code_verifier", "", "invalid_grant")]
    [InlineData("redirect_uri", Other, "invalid_grant")]
    [InlineData("code", "made up", "invalid_grant")]
    [InlineData("client_secret", "another secret 0123456789", "invalid_client")]
    public async Task Code_is_redeemed_by_its_client_with_its_address_and_verifier_alone(string name, string value, string error)
    {
        var form = Redemption(await CodeAsync());
        form[name] = value;

        var (status, refusal) = await fixture.Running.TokenAsync(form);

        Assert.Equal((error == "invalid_client" ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, error), (status, refusal["error"]!.GetValue<string>()));
    }

    [SkippableTheory]
    [InlineData("client_id", "nobody", "client_id")]
    [InlineData("client_id", "query", "redirect_uri")]
    [InlineData("redirect_uri", Other, "redirect_uri")]
    [InlineData("redirect_uri", "http://attacker.example/", "redirect_uri")]
    public async Task Request_of_an_unknown_client_or_for_an_unknown_address_redirects_nowhere(string name, string value, string offender)
    {
        using var browser = Browser();
        using var answer = await browser.GetAsync(Request((name, value), ("persona", "analyst")));

        Assert.Equal((HttpStatusCode.BadRequest, null), (answer.StatusCode, answer.Headers.Location));
        Assert.Contains($"{offender}: ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("scope", "profile", "invalid_scope")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("prompt", "none", "login_required")]
    public async Task Request_that_is_not_supported_returns_its_error_to_the_client(string name, string? value, string error)
    {
        using var browser = Browser();
        using var back = await browser.GetAsync(Request((name, value)));

        Assert.Equal((error, "s1"), (Answer(back)["error"], Answer(back)["state"]));
    }

    [SkippableFact]
    public async Task Page_of_an_unknown_persona_signs_in_the_one_that_is_chosen()
    {
        using var browser = Browser();
        var page = await browser.GetStringAsync(Request(("persona", "unknown")));

        using var back = await browser.GetAsync(WebUtility.HtmlDecode(PersonaLink().Match(page).Groups["href"].Value));

        Assert.Equal("auditor", Claims(await RedeemAsync(Answer(back)["code"]!), "id_token")["sub"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task End_of_a_session_returns_to_an_address_of_the_client_alone()
    {
        using var browser = Browser();
        string End(string address) => QueryHelpers.AddQueryString("/connect/end-session", new Dictionary<string, string?>(StringComparer.Ordinal) { ["client_id"] = "portal", ["post_logout_redirect_uri"] = address, ["state"] = "s2" });
        using var back = await browser.GetAsync(End(RunningGovernance.PortalCallback));
        using var elsewhere = await browser.GetAsync(End("http://attacker.example/"));

        Assert.Equal((HttpStatusCode.Redirect, $"{RunningGovernance.PortalCallback}?state=s2"), (back.StatusCode, back.Headers.Location!.OriginalString));
        Assert.Equal((HttpStatusCode.BadRequest, null), (elsewhere.StatusCode, elsewhere.Headers.Location));
    }

    private HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = fixture.Running.Address };

    private static string Request(params (string Name, string? Value)[] replace)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = "portal",
            ["redirect_uri"] = RunningGovernance.PortalCallback,
            ["scope"] = "openid profile",
            ["state"] = "s1",
            ["nonce"] = "n1",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in replace)
        {
            values[name] = value;
        }

        return QueryHelpers.AddQueryString("/connect/authorize", values.Where(value => value.Value is not null));
    }

    private async Task<string> CodeAsync()
    {
        using var browser = Browser();
        using var back = await browser.GetAsync(Request(("persona", "analyst")));
        return Answer(back)["code"]!;
    }

    private static Dictionary<string, string?> Answer(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith($"{RunningGovernance.PortalCallback}?", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(response.Headers.Location.Query).ToDictionary(value => value.Key, value => (string?)value.Value.ToString(), StringComparer.Ordinal);
    }

    private static Dictionary<string, string> Redemption(string code) => new(StringComparer.Ordinal)
    {
        ["grant_type"] = "authorization_code",
        ["client_id"] = "portal",
        ["client_secret"] = RunningGovernance.PortalSecret,
        ["code"] = code,
        ["redirect_uri"] = RunningGovernance.PortalCallback,
        ["code_verifier"] = Verifier,
    };

    private async Task<JsonObject> RedeemAsync(string code)
    {
        var (status, tokens) = await fixture.Running.TokenAsync(Redemption(code));
        Assert.Equal(HttpStatusCode.OK, status);
        return tokens;
    }

    private Task<(HttpStatusCode Status, JsonObject Body)> RefreshAsync(string token) => fixture.Running.TokenAsync(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["grant_type"] = "refresh_token",
        ["client_id"] = "portal",
        ["client_secret"] = RunningGovernance.PortalSecret,
        ["refresh_token"] = token,
    });

    private static JsonObject Claims(JsonObject tokens, string name) =>
        JsonCalls.ReadToken(tokens[name]!.GetValue<string>()).Claims;

    [GeneratedRegex("<a href=\"(?<href>[^\"]+persona=auditor[^\"]*)\">auditor</a>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex PersonaLink();
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Tests.Identity;

[Trait("Category", "Quick")]
public sealed class TokenTests(TokenTests.GuardedService guarded) : IClassFixture<TokenTests.GuardedService>
{
    private readonly TestAuthority _authority = guarded.Authority;
    private readonly TestService _service = guarded.Service;

    public static TheoryData<string> Forged => [.. ForgedTokens.All.Keys];

    /// <summary>A service and the authority of its tokens, which no test changes.</summary>
    public sealed class GuardedService : IAsyncLifetime
    {
        internal TestAuthority Authority { get; private set; } = null!;

        internal TestService Service { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Authority = await TestAuthority.StartAsync();
            Service = await StartAsync(Authority);
        }

        public async Task DisposeAsync()
        {
            await Service.DisposeAsync();
            await Authority.DisposeAsync();
        }

        internal static Task<TestService> StartAsync(TestAuthority authority) => TestService.StartAsync(authority, map: app =>
        {
            app.MapGet("/me", (HttpContext context) => context.User.ToPrincipal());
            app.MapGet("/claims", (HttpContext context) => context.User.Claims.Select(claim => $"{claim.Type}={claim.Value}"));
            app.MapGet("/audit", () => "trail").RequireAuthorization(policy => policy.RequireRole(MeshRoles.Auditor));
        });
    }

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task Forged_token_is_refused(string name)
    {
        var token = ForgedTokens.All[name](_authority);

        var (status, headers, problem) = await _service.GetAsync("/me", "Bearer " + token);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.StartsWith("Bearer realm=\"mesh\", error=\"invalid_token\"", headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("urn:mesh:problem:not-authenticated", problem!["type"]!.GetValue<string>());
        Assert.Equal(401, problem["status"]!.GetValue<int>());
        Assert.Equal(ForgedTokens.MessageOf(name) + " Ask the authority for a new one.", problem["detail"]!.GetValue<string>());
        Assert.DoesNotContain(token, problem.ToJsonString(), StringComparison.Ordinal);
        if (token.Length > 20)
        {
            Assert.DoesNotContain(token.Split('.')[^1] is { Length: > 8 } part ? part : token, _service.Log.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Genuine_token_names_its_principal()
    {
        var token = _authority.Token("analyst", TestService.Audience, "analytics", ["analyst"], ["analytics"]);

        var (_, _, principal) = await _service.GetAsync("/me", "bearer " + token);

        principal!.AsObject().Remove("claims");
        Assert.Equal("""{"subject":"analyst","domain":"analytics","roles":["analyst"],"purposes":["analytics"]}""", principal.ToJsonString());
    }

    [Fact]
    public async Task Further_claims_are_the_principals_and_those_of_the_token_itself_are_not()
    {
        var payload = _authority.Claims("analyst", TestService.Audience, "analytics", ["analyst"]);
        payload["region"] = new JsonArray("SP", "RJ");
        payload["level"] = 3;

        var (_, _, principal) = await _service.GetAsync("/me", "Bearer " + _authority.SigningKey.Sign(payload));

        var claims = principal!["claims"]!.AsObject();
        Assert.Equal("""["SP","RJ"]""", claims["region"]!.ToJsonString());
        Assert.Equal("""["3"]""", claims["level"]!.ToJsonString());
        Assert.DoesNotContain(claims, claim => claim.Key is "sub" or "domain" or "roles" or "purpose" or "iss" or "aud" or "exp" or "iat" or "jti");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK, "analytics,fraud")]
    [InlineData("fraud", HttpStatusCode.OK, "fraud")]
    [InlineData(" fraud ", HttpStatusCode.OK, "fraud")]
    [InlineData("marketing", HttpStatusCode.Forbidden, "X-Mesh-Purpose: the token is not for this purpose. Its purposes are analytics, fraud.")]
    [InlineData("", HttpStatusCode.Forbidden, "X-Mesh-Purpose: A purpose is a text of 1 to 100 characters. State one.")]
    [InlineData("analytics|fraud", HttpStatusCode.Forbidden, "X-Mesh-Purpose: the token is not for this purpose. Its purposes are analytics, fraud.")]
    public async Task Request_states_one_purpose_of_its_token(string? stated, HttpStatusCode expected, string seen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me") { Headers = { { "Authorization", "Bearer " + _authority.Token("analyst", TestService.Audience, "analytics", ["analyst"], ["analytics", "fraud"]) } } };
        if (stated is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Mesh-Purpose", stated.Split('|'));
        }

        using var response = await _service.Client.SendAsync(request);

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(seen, expected == HttpStatusCode.OK ? string.Join(',', body["purposes"]!.AsArray()) : body["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Claims_keep_their_names()
    {
        var token = _authority.Token("analyst", TestService.Audience, "analytics", ["analyst", "auditor"]);

        var (_, _, body) = await _service.GetAsync("/claims", "Bearer " + token);

        var claims = body!.AsArray().Select(claim => claim!.GetValue<string>()).ToList();
        Assert.Contains("sub=analyst", claims);
        Assert.Contains("roles=analyst", claims);
        Assert.Contains("roles=auditor", claims);
        Assert.Contains("domain=analytics", claims);
        Assert.Contains("aud=catalog", claims);
        Assert.DoesNotContain(claims, claim => claim.StartsWith("http://schemas", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rs256_token_without_kid_is_accepted_while_one_key_fits()
    {
        await using var authority = await TestAuthority.StartAsync();
        var rsa = TestKey.Rs256();
        authority.Keys.Add(rsa);
        await using var service = await GuardedService.StartAsync(authority);
        var payload = authority.Claims("analyst", TestService.Audience).ToJsonString();

        var (status, _, _) = await service.GetAsync("/me", "Bearer " + rsa.Sign("""{"alg":"RS256","typ":"application/at+jwt"}""", payload));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Fractional_exp_is_a_date()
    {
        var payload = _authority.Claims("analyst", TestService.Audience);
        payload["exp"] = payload["exp"]!.GetValue<long>() + 0.5m;

        var (status, _, _) = await _service.GetAsync("/me", "Bearer " + _authority.SigningKey.Sign(payload));

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task What_is_not_one_bearer_token_in_one_header_never_reaches_an_endpoint()
    {
        var (status, headers, problem) = await _service.GetAsync("/me");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("Bearer realm=\"mesh\"", headers.WwwAuthenticate.ToString());
        Assert.Equal("urn:mesh:problem:not-authenticated", problem!["type"]!.GetValue<string>());

        (status, headers, _) = await _service.GetAsync("/me?access_token=" + _authority.Token("analyst", TestService.Audience));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("Bearer realm=\"mesh\"", headers.WwwAuthenticate.ToString());

        (status, _, _) = await _service.GetAsync("/me", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("analyst:analyst")));

        Assert.Equal(HttpStatusCode.Unauthorized, status);

        var token = _authority.Token("analyst", TestService.Audience);

        var answer = await _service.SendRawAsync($"GET /me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);

        answer = await _service.SendRawAsync($"GET /me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token.Insert(10, "\n")}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 40", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_role_is_forbidden()
    {
        var (status, headers, problem) = await _service.GetAsync("/audit", "Bearer " + _authority.Token("analyst", TestService.Audience, "analytics", ["analyst"]));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("Bearer realm=\"mesh\", error=\"insufficient_scope\"", headers.WwwAuthenticate.ToString());
        Assert.Equal("urn:mesh:problem:forbidden", problem!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Unknown_address_reveals_nothing_to_a_stranger()
    {
        var (stranger, _, _) = await _service.GetAsync("/nothing");
        var (known, _, problem) = await _service.GetAsync("/nothing", "Bearer " + _authority.Token("analyst", TestService.Audience));

        Assert.Equal(HttpStatusCode.Unauthorized, stranger);
        Assert.Equal(HttpStatusCode.NotFound, known);
        Assert.Equal("urn:mesh:problem:not-found", problem!["type"]!.GetValue<string>());
    }
}

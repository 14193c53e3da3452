using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.TestKit.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshStarter.ServiceDefaults.Tests.Identity;

/// <summary>Keys that come, go, or cannot be had.</summary>
[Trait("Category", "Quick")]
public sealed class AuthorityTests : IAsyncLifetime
{
    private readonly MovableTime _time = new();
    private TestAuthority _authority = null!;
    private TestService _service = null!;

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _service = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task Start_waits_for_an_authority_that_starts_alongside_the_service()
    {
        _authority.IsUp = false;
        var start = TestService.StartAsync(_authority, new() { ["Mesh:Identity:StartTimeout"] = "00:10:00" });

        await Eventually.HoldsAsync(() => Task.FromResult(_authority.Refusals > 1));
        Assert.False(start.IsCompleted);

        _authority.IsUp = true;
        await using var service = await start;
    }

    [Fact]
    public async Task New_key_counts_as_soon_as_it_is_published()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        var next = TestKey.Es256();
        _authority.SigningKey = next;

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync()); // signed, not published yet
        _authority.Keys.Add(next);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(HttpStatusCode.OK, await AskAsync());
    }

    [Fact]
    public async Task Token_of_a_key_that_cannot_be_fetched_now_is_503_and_others_go_on()
    {
        var old = Token();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(old));
        _authority.SigningKey = TestKey.Es256();
        _authority.Keys.Add(_authority.SigningKey);
        _authority.IsUp = false;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync()); // also within the pause after the failure
        Assert.Equal(HttpStatusCode.OK, await AskAsync(old));

        _authority.IsUp = true;
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(TestKey.Es256().Sign(At(_time))));
    }

    [Fact]
    public async Task Removed_key_stops_counting_with_the_next_fetch()
    {
        var old = _authority.SigningKey;
        var token = Token();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(token));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(token));
        _authority.SigningKey = TestKey.Es256();
        _authority.Keys.Remove(old);
        _authority.Keys.Add(_authority.SigningKey);

        Assert.Equal(HttpStatusCode.OK, await AskAsync()); // the unknown kid fetched the new set
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(token)); // although it was accepted before
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(old.Sign(JsonNode.Parse(Payload(token))!.AsObject())));
    }

    [Fact]
    public async Task Token_that_was_accepted_is_refused_after_its_end_and_when_a_part_of_it_is_another()
    {
        var (token, other) = (Token(), _authority.Token("auditor", TestService.Audience, roles: ["auditor"]));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(token));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(other));
        var (parts, otherParts) = (token.Split('.'), other.Split('.'));
        var claims = JsonNode.Parse(Payload(token))!.AsObject();
        claims["sub"] = "platform-admin";

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(token[..^2] + (token.EndsWith("AA", StringComparison.Ordinal) ? "BA" : "AA")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"{parts[0]}.{otherParts[1]}.{parts[2]}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync($"{parts[0]}.{parts[1]}.{otherParts[2]}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(token));
        _time.Advance(TimeSpan.FromSeconds(claims["exp"]!.GetValue<long>() + 30) - (_time.GetUtcNow() - DateTimeOffset.UnixEpoch));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(token));
    }

    [Fact]
    public async Task Key_swapped_under_the_same_kid_replaces_the_old_one()
    {
        var old = _authority.SigningKey;
        var claims = _authority.Claims("analyst", TestService.Audience);
        claims["exp"] = claims["exp"]!.GetValue<long>() + 3600;
        var token = old.Sign(claims);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(token));
        _authority.SigningKey = TestKey.Es256(old.Id);
        _authority.Keys.Clear();
        _authority.Keys.Add(_authority.SigningKey);
        _time.Advance(TimeSpan.FromMinutes(11)); // no longer fresh: the next use fetches in the background

        await Eventually.HoldsAsync(async () => await AskAsync() == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(old.Sign(_authority.Claims("analyst", TestService.Audience))));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(token));
    }

    [Fact]
    public async Task More_callers_than_are_remembered_are_all_known()
    {
        var tokens = Enumerable.Range(0, 600).Select(number => _authority.Token($"analyst-{number}", TestService.Audience)).ToList();

        foreach (var token in tokens.Concat(tokens.Take(20)))
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(token));
        }
    }

    [Fact]
    public async Task Two_keys_of_one_kid_are_both_tried_and_an_rsa_key_below_2048_bits_does_not_count()
    {
        var (twin, weak) = (TestKey.Es256(_authority.SigningKey.Id), TestKey.Rs256(1024));
        _authority.Keys.Insert(0, twin);
        _authority.Keys.Add(weak);

        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        Assert.Equal(HttpStatusCode.OK, await AskAsync(twin.Sign(_authority.Claims("analyst", TestService.Audience))));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(weak.Sign(_authority.Claims("analyst", TestService.Audience))));
    }

    [Fact]
    public async Task Many_first_callers_share_one_fetch_and_made_up_kids_another()
    {
        var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync()));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(1, _authority.KeyFetches);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(TestKey.Es256().Sign(_authority.Claims("analyst", TestService.Audience)))));

        Assert.Equal(2, _authority.KeyFetches); // the first of all, and one demanded
    }

    [Fact]
    public async Task Unreachable_authority_at_start_is_503_until_it_answers()
    {
        _authority.IsUp = false;

        var (status, headers, problem) = await _service.GetAsync("/me", "Bearer " + Token());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(TimeSpan.FromSeconds(2), headers.RetryAfter!.Delta);
        Assert.Equal("urn:mesh:problem:unavailable", problem!["type"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("")); // no token is the caller's fault all the same

        _authority.IsUp = true;
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
    }

    [Fact]
    public async Task Outage_of_the_authority_is_one_line_for_any_number_of_callers()
    {
        _authority.IsUp = false;
        for (var requests = 0; requests < 100; requests++, _time.Advance(TimeSpan.FromSeconds(3))) // another fetch with each
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync());
        }

        Assert.Equal((100, 1), (_authority.Refusals, _service.Log.Text.Split('\n').Count(line => line.StartsWith("Warning", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Authority_whose_certificate_has_expired_is_503_and_the_log_says_so()
    {
        var certificate = Path.GetTempFileName();
        await using var provider = await TestProvider.StartAsync(new ProviderDirectory.Keycloak(), certificate, isExpired: true);
        using var root = X509CertificateLoader.LoadCertificateFromFile(certificate);
        File.Delete(certificate);
        File.Delete(certificate + ".key");
        await using var service = await TestService.StartAsync(null, new() { ["Mesh:Identity:Authority"] = provider.Issuer, ["Mesh:Identity:StartTimeout"] = "00:00:00" }, builder =>
            builder.Services.AddHttpClient("mesh-authority").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                SslOptions =
                {
                    CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck },
                },
            }));

        var (status, _, problem) = await service.GetAsync("/me", "Bearer " + provider.TokenOf(new ProviderUser("ana", "ana", [], []), "catalog"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:mesh:problem:unavailable"), (status, problem!["type"]!.GetValue<string>()));
        var line = Assert.Single(service.Log.Text.Split('\n'), line => line.Contains("No metadata or keys", StringComparison.Ordinal));
        Assert.True(line.Contains("NotTimeValid", StringComparison.Ordinal), line);
    }

    [Theory]
    [InlineData(5, HttpStatusCode.Unauthorized)]
    [InlineData(-5, HttpStatusCode.OK)]
    public async Task Authority_whose_clock_is_minutes_apart_gives_tokens_that_count_or_are_refused_with_the_reason(int minutes, HttpStatusCode expected)
    {
        _time.Advance(TimeSpan.FromMinutes(-minutes));

        var (status, _, problem) = await _service.GetAsync("/me", "Bearer " + Token());

        Assert.Equal(expected, status);
        Assert.Equal(expected != HttpStatusCode.OK, problem!["detail"]?.GetValue<string>().StartsWith("The access token is not valid yet by this service's clock", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Last_good_keys_outlive_an_outage_for_a_bounded_time()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        _authority.IsUp = false;

        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(HttpStatusCode.OK, await AskAsync());
        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public async Task Key_set_that_is_none_is_503(string raw)
    {
        _authority.RawKeySet = raw;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync());
    }

    [Fact]
    public async Task Weak_foreign_and_leaked_keys_are_passed_over()
    {
        var key = _authority.SigningKey;
        JsonObject With(string name, JsonNode value)
        {
            var jwk = key.PublicJwk();
            jwk[name] = value;
            return jwk;
        }
        foreach (var bad in (JsonObject[])[With("use", "enc"), With("alg", "ES384"), With("d", "AAAA"), With("key_ops", new JsonArray("sign")), With("kty", "oct"), With("crv", "P-384"), With("x", "AAAA"), With("y", key.PublicJwk()["x"]!.DeepClone())])
        {
            _authority.RawKeySet = new JsonObject { ["keys"] = new JsonArray(bad) }.ToJsonString();
            await using var service = await StartAsync();
            Assert.Equal(HttpStatusCode.Unauthorized, (await service.GetAsync("/me", "Bearer " + Token())).Status);
        }
    }

    [Fact]
    public async Task Metadata_of_another_issuer_is_503()
    {
        await using var service = await StartAsync(new() { ["Mesh:Identity:Authority"] = _authority.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.GetAsync("/me", "Bearer " + Token())).Status);
    }

    [Fact]
    public async Task Foreign_access_token_counts_where_it_cannot_be_an_id_token_and_is_for_the_service_or_the_shared_audience()
    {
        await using var service = await StartAsync(new() { ["Mesh:Identity:AcceptJwtType"] = "true", ["Mesh:Identity:SharedAudience"] = "api://mesh" });

        foreach (var (type, members, expected) in ((string, string[], HttpStatusCode)[])
            [
                ("JWT", ["scope"], HttpStatusCode.OK), ("JWT", ["roles"], HttpStatusCode.OK), ("JWT", [], HttpStatusCode.Unauthorized), ("JWT", ["nonce", "scope"], HttpStatusCode.Unauthorized),
                ("JWT", ["at_hash", "scope"], HttpStatusCode.Unauthorized), ("logout+jwt", ["scope"], HttpStatusCode.Unauthorized),
            ])
        {
            var claims = _authority.Claims("analyst", TestService.Audience);
            claims.Remove("client_id");
            claims.Remove("jti");
            foreach (var member in members)
            {
                claims[member] = "x";
            }

            var (status, _, _) = await service.GetAsync("/me", "Bearer " + _authority.SigningKey.Sign(claims, new() { ["typ"] = type }));
            Assert.Equal((type, string.Join(' ', members), expected), (type, string.Join(' ', members), status));
        }

        foreach (var (audience, expected) in ((string, HttpStatusCode)[])
            [("catalog", HttpStatusCode.OK), ("api://mesh", HttpStatusCode.OK), ("orders", HttpStatusCode.Unauthorized), ("", HttpStatusCode.Unauthorized)])
        {
            var (status, _, _) = await service.GetAsync("/me", "Bearer " + _authority.Token("analyst", audience));
            Assert.Equal((audience, expected), (audience, status));
        }
    }

    [Fact]
    public async Task Service_without_authority_in_development_refuses_every_caller()
    {
        await using var service = await StartAsync(new() { ["Mesh:Identity:Authority"] = null });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.GetAsync("/me", "Bearer " + Token())).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.GetAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/health")).Status);
    }

    private Task<TestService> StartAsync(Dictionary<string, string?>? settings = null) => TestService.StartAsync(
        _authority,
        settings,
        builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time)),
        app => app.MapGet("/me", (HttpContext context) => context.User.ToPrincipal()));

    private string Token() => _authority.Token("analyst", TestService.Audience);

    private async Task<HttpStatusCode> AskAsync(string? token = null) =>
        (await _service.GetAsync("/me", token == "" ? null : "Bearer " + (token ?? _authority.SigningKey.Sign(At(_time))))).Status;

    private JsonObject At(TimeProvider time)
    {
        var claims = _authority.Claims("analyst", TestService.Audience);
        claims["iat"] = time.GetUtcNow().ToUnixTimeSeconds();
        claims["exp"] = time.GetUtcNow().ToUnixTimeSeconds() + 600;
        return claims;
    }

    private static byte[] Payload(string token) => Base64Url.DecodeFromChars(token.Split('.')[1]);
}

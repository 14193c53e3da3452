using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Governance.Tests.Identity;

/// <summary>A token that is to go to an address that others registered is exchanged for one that is valid there alone.</summary>
[Collection(GovernanceCollection.Name)]
[Trait("Category", "Quick")]
public sealed class TokenExchangeTests(GovernanceFixture fixture)
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    [SkippableFact]
    public async Task Exchanged_token_has_the_audience_alone_and_else_the_same_claims_and_end()
    {
        var whole = await fixture.Running.PersonaTokenAsync("orders-owner");

        var (status, answer) = await ExchangeAsync(whole, "orders");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((AccessToken, "Bearer"), (answer["issued_token_type"]!.GetValue<string>(), answer["token_type"]!.GetValue<string>()));
        var (before, after) = (Claims(whole), Claims(answer["access_token"]!.GetValue<string>()));
        Assert.Equal("[\"orders\"]", after["aud"]!.ToJsonString());
        Assert.NotEqual(before["jti"]!.GetValue<string>(), after["jti"]!.GetValue<string>());
        foreach (var claim in (string[])["iss", "sub", "client_id", "exp", "domain", "roles", "purpose"])
        {
            Assert.Equal(before[claim]!.ToJsonString(), after[claim]!.ToJsonString());
        }
    }

    [SkippableFact]
    public async Task Exchanged_token_is_not_valid_elsewhere_and_is_not_widened_again()
    {
        var (_, narrowed) = await ExchangeAsync(await fixture.Running.PersonaTokenAsync("auditor"), "orders");
        var token = narrowed["access_token"]!.GetValue<string>();

        using var audit = await fixture.Running.SendAsync(HttpMethod.Get, "/audit", token);
        var (status, error) = await ExchangeAsync(token, "governance");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest, "invalid_target"), (audit.StatusCode, status, error["error"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Exchange_is_in_the_audit_trail()
    {
        var (_, narrowed) = await ExchangeAsync(await fixture.Running.PersonaTokenAsync("orders-owner"), "orders");
        var id = Claims(narrowed["access_token"]!.GetValue<string>())["jti"]!.GetValue<string>();

        var audit = await fixture.Running.AuditAsync("subject=orders-owner&limit=1000");

        Assert.Contains(audit.Items, record => record.CorrelationId == id);
    }

    [SkippableTheory]
    [InlineData("orders", "invalid_request", "not.a.token")]
    [InlineData("orders", "invalid_request", "")]
    [InlineData("orders", "invalid_request", "{signed by no one}")]
    [InlineData("orders", "invalid_request", "eyJcdWQ4MDAiOjF9.e30.AAAA")] // {"\ud800":1}
    [InlineData("orders", "invalid_request", "eyJhbGciOiJcdWQ4MDAifQ.e30.AAAA")] // {"alg":"\ud800"}
    [InlineData("nowhere", "invalid_target", "{whole}")]
    [InlineData(null, "invalid_target", "{whole}")]
    public async Task Token_that_is_none_and_audience_that_it_lacks_are_refused(string? audience, string error, string token)
    {
        var whole = await fixture.Running.PersonaTokenAsync("analyst");
        var forged = $"{whole[..whole.LastIndexOf('.')]}.{Base64Url.EncodeToString(new byte[64])}";

        var (status, answer) = await ExchangeAsync(token switch { "{whole}" => whole, "{signed by no one}" => forged, _ => token }, audience);

        Assert.Equal((HttpStatusCode.BadRequest, error), (status, answer["error"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Token_that_has_ended_is_not_exchanged()
    {
        _ = fixture.Running; // skips without a server
        var time = new MovableTime();
        await using var governance = await RunningGovernance.HostAsync(await fixture.CreateDatabaseAsync(), time: time);
        var token = await governance.PersonaTokenAsync("analyst");
        time.Advance(TimeSpan.FromSeconds(800));
        var (before, _) = await ExchangeAsync(token, "orders", governance);
        time.Advance(TimeSpan.FromSeconds(100));

        var (after, error) = await ExchangeAsync(token, "orders", governance);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, "invalid_request"), (before, after, error["error"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Key_of_a_token_is_named_by_its_thumbprint()
    {
        var key = (await fixture.Running.Client.GetFromJsonAsync<JsonObject>("/.well-known/jwks.json"))!["keys"]![0]!;
        var header = JsonCalls.ReadToken(await fixture.Running.PersonaTokenAsync("analyst")).Header;
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{key["x"]}}","y":"{{key["y"]}}"}""";

        Assert.Equal(
            (Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical))), key["kid"]!.GetValue<string>()), (key["kid"]!.GetValue<string>(), header["kid"]!.GetValue<string>()));
    }

    private Task<(HttpStatusCode Status, JsonObject Body)> ExchangeAsync(string token, string? audience, RunningGovernance? governance = null)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", GrantType), new("subject_token", token), new("subject_token_type", AccessToken)];
        if (audience is not null)
        {
            form.Add(new("audience", audience));
        }

        return (governance ?? fixture.Running).TokenAsync(form);
    }

    private static JsonObject Claims(string token) => JsonCalls.ReadToken(token).Claims;
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Governance.Tests.Identity;

[Collection(GovernanceCollection.Name)]
[Trait("Category", "Quick")]
public sealed class PersonaTokenTests(GovernanceFixture fixture)
{
    [SkippableTheory]
    [InlineData("analyst", "analytics", "analyst", "analytics")]
    [InlineData("orders-owner", "orders", "owner", null)]
    [InlineData("customer_care-owner", "customer_care", "owner", null)]
    [InlineData("auditor", "governance", "auditor", null)]
    [InlineData("platform-admin", "platform", "platform-admin", null)]
    public async Task Persona_gets_the_claims_of_the_design(string persona, string domain, string role, string? purpose)
    {
        var governance = fixture.Running;
        using var response = await governance.SendAsync(HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona }));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(["access_token", "token_type", "expires_in"], answer.Select(member => member.Key));
        Assert.Equal("Bearer", answer["token_type"]!.GetValue<string>());
        Assert.Equal(900, answer["expires_in"]!.GetValue<int>());

        var (header, claims) = JsonCalls.ReadToken(answer["access_token"]!.GetValue<string>());
        Assert.Equal("at+jwt", header["typ"]!.GetValue<string>());
        Assert.Equal("ES256", header["alg"]!.GetValue<string>());
        Assert.Equal(governance.Issuer, claims["iss"]!.GetValue<string>());
        Assert.Equal(persona, claims["sub"]!.GetValue<string>());
        Assert.Equal(domain, claims["domain"]!.GetValue<string>());
        Assert.Equal([role], claims["roles"]!.AsArray().Select(item => item!.GetValue<string>()));
        Assert.Equal(purpose is null ? [] : [purpose], claims["purpose"]!.AsArray().Select(item => item!.GetValue<string>()));
        Assert.Equal(RunningGovernance.Audiences, claims["aud"]!.AsArray().Select(item => item!.GetValue<string>()));
        Assert.Equal(900, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        Assert.NotEmpty(claims["jti"]!.GetValue<string>());
        Assert.NotEmpty(claims["client_id"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Personas_are_listed_with_an_owner_for_each_domain_and_to_no_web_page()
    {
        using var response = await fixture.Running.SendAsync(HttpMethod.Get, "/dev/personas");
        using var page = await fixture.Running.SendAsync(HttpMethod.Get, "/dev/personas", headers: ("Origin", "http://attacker.example"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var list = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(["items", "next"], list.Select(member => member.Key));
        Assert.Equal(
            ["analyst", "orders-owner", "payments-owner", "inventory-owner", "customer_care-owner", "orders-representative", "payments-representative", "inventory-representative", "customer_care-representative", "auditor", "security", "platform-admin"],
            list["items"]!.AsArray().Select(persona => persona!["name"]!.GetValue<string>()));
        Assert.Equal(
            """{"name":"customer_care-owner","about":"owns the products of customer_care and sees them whole","domain":"customer_care","roles":["owner"],"purposes":[]}""",
            list["items"]![4]!.ToJsonString());
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    [SkippableTheory]
    [InlineData("""{"persona":"analyst","audience":"catalog"}""", "catalog")]
    [InlineData("""{"persona":"analyst","audience":["query","catalog","query"]}""", "query,catalog")]
    public async Task Audience_narrows_the_token(string body, string expected)
    {
        using var response = await PostAsync(body);

        var (_, claims) = JsonCalls.ReadToken((await response.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.GetValue<string>());
        Assert.Equal(expected.Split(','), claims["aud"]!.AsArray().Select(item => item!.GetValue<string>()));
    }

    [SkippableTheory]
    [InlineData("""{"persona":"nobody"}""", "Use one of analyst, orders-owner, payments-owner, inventory-owner, customer_care-owner, orders-representative, payments-representative, inventory-representative, customer_care-representative, auditor, security, platform-admin.")]
    [InlineData("""{"persona":"Analyst"}""", "Use one of analyst")]
    [InlineData("{}", "Use one of analyst")]
    [InlineData("""{"persona":"analyst","audience":"nowhere"}""", "Use names of catalog, governance, query, portal, orders, payments, inventory.")]
    [InlineData("""{"persona":"analyst","audience":["catalog","nowhere"]}""", "unknown service or domain")]
    [InlineData("""{"persona":"analyst","audience":[]}""", "not a name and not an array of names")]
    [InlineData("""{"persona":"analyst","audience":[1]}""", "not a name and not an array of names")]
    [InlineData("""{"persona":"analyst","audience":["\ud800"]}""", "audience[0]: holds half of a surrogate pair")]
    [InlineData("""{"persona":1}""", "$.persona")]
    [InlineData("""{"persona":"analyst","persona":"auditor"}""", "JSON")]
    [InlineData("""{"persona":"analyst","audiences":["catalog"]}""", "\"audiences\": there is no such key. The keys are persona and audience.")]
    [InlineData("""{"Persona":"analyst"}""", "\"Persona\": there is no such key. The keys are persona and audience.")]
    [InlineData("not json", "JSON")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public async Task Request_that_makes_no_sense_is_400_and_says_why(string body, string says)
    {
        using var response = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("urn:mesh:problem:bad-request", problem["type"]!.GetValue<string>());
        Assert.Contains(says, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Content_type_that_a_web_page_may_send_is_refused(string contentType)
    {
        var content = new StringContent("""{"persona":"analyst"}""");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);

        var problem = await fixture.Running.Client.JsonAsync(HttpMethod.Post, "/dev/token", token: null, content, HttpStatusCode.UnsupportedMediaType);

        Assert.Equal("urn:mesh:problem:unsupported-media-type", problem["type"]!.GetValue<string>());
    }

    [SkippableTheory]
    [InlineData("http://attacker.example")]
    [InlineData("http://localhost:7402")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://attacker.example", "not json")]
    [InlineData("http://attacker.example", """{"persona":"analyst","audiences":["catalog"]}""")]
    [InlineData("http://attacker.example", """{"persona":"analyst"}""", "text/plain")]
    public async Task Request_with_an_origin_is_refused_for_the_origin_whatever_its_body(string origin, string body = """{"persona":"analyst"}""", string contentType = "application/json")
    {
        using var response = await fixture.Running.SendAsync(
            HttpMethod.Post, "/dev/token", content: new StringContent(body, Encoding.UTF8, contentType), headers: ("Origin", origin));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var problem = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("urn:mesh:problem:forbidden", problem["type"]!.GetValue<string>());
        Assert.Contains("Origin", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [SkippableFact]
    public async Task Preflight_is_not_answered()
    {
        using var response = await fixture.Running.SendAsync(
            HttpMethod.Options, "/dev/token", headers: [("Origin", "http://attacker.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")]);

        Assert.False(response.IsSuccessStatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [SkippableFact]
    public async Task Rebound_host_gets_no_token()
    {
        using var response = await fixture.Running.SendAsync(
            HttpMethod.Post, "/dev/token", content: JsonContent.Create(new { persona = "analyst" }), headers: ("Host", "attacker.example:7402"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("urn:mesh:problem:host-not-allowed", (await response.Content.ReadFromJsonAsync<JsonObject>())!["type"]!.GetValue<string>());
    }

    private Task<HttpResponseMessage> PostAsync(string body) =>
        fixture.Running.SendAsync(HttpMethod.Post, "/dev/token", content: new StringContent(body, Encoding.UTF8, "application/json"));
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Governance.Tests.Identity;

[Collection(GovernanceCollection.Name)]
[Trait("Category", "Quick")]
public sealed class ServiceTokenTests(GovernanceFixture fixture)
{
    private static readonly KeyValuePair<string, string> Grant = new("grant_type", "client_credentials");

    [SkippableFact]
    public async Task Secret_in_the_form_gets_a_token_for_the_domain()
    {
        using var response = await PostAsync([Grant, new("client_id", "orders"), new("client_secret", RunningGovernance.OrdersSecret), new("audience", "catalog")]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var claims = await ClaimsAsync(response);
        Assert.Equal("orders", claims["sub"]!.GetValue<string>());
        Assert.Equal("orders", claims["client_id"]!.GetValue<string>());
        Assert.Equal("orders", claims["domain"]!.GetValue<string>());
        Assert.Equal(["service"], claims["roles"]!.AsArray().Select(item => item!.GetValue<string>()));
        Assert.Equal(["catalog"], claims["aud"]!.AsArray().Select(item => item!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Basic_credentials_are_form_decoded_and_a_platform_service_has_no_domain()
    {
        using var response = await PostAsync([Grant, new("audience", "catalog"), new("audience", "governance")], Basic("query", Uri.EscapeDataString(RunningGovernance.QuerySecret)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var claims = await ClaimsAsync(response);
        Assert.Equal("query", claims["sub"]!.GetValue<string>());
        Assert.False(claims.ContainsKey("domain"));
        Assert.Equal(["catalog", "governance"], claims["aud"]!.AsArray().Select(item => item!.GetValue<string>()));
    }

    public static TheoryData<string, string, HttpStatusCode> Refusals => new()
    {
        { "grant_type=client_credentials&client_id=orders&client_secret=wrong+secret+but+long+enough", "invalid_client", HttpStatusCode.Unauthorized },
        { "grant_type=client_credentials&client_id=nobody&client_secret=wrong+secret+but+long+enough", "invalid_client", HttpStatusCode.Unauthorized },
        { "grant_type=client_credentials&client_id=orders&client_secret=", "invalid_client", HttpStatusCode.Unauthorized },
        { "grant_type=client_credentials&client_id=orders", "invalid_client", HttpStatusCode.Unauthorized },
        { "grant_type=password&" + Orders, "unsupported_grant_type", HttpStatusCode.BadRequest },
        { Orders, "unsupported_grant_type", HttpStatusCode.BadRequest },
        { "grant_type=client_credentials&audience=nowhere&" + Orders, "invalid_target", HttpStatusCode.BadRequest },
        { "grant_type=client_credentials&grant_type=client_credentials&" + Orders, "invalid_request", HttpStatusCode.BadRequest },
    };

    private static string Orders => "client_id=orders&client_secret=" + Uri.EscapeDataString(RunningGovernance.OrdersSecret);

    [SkippableTheory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_is_an_oauth_error(string form, string error, HttpStatusCode status)
    {
        using var response = await fixture.Running.SendAsync(HttpMethod.Post, "/connect/token", content: new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(error, (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!.GetValue<string>());
        Assert.Equal(status == HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.ToString() == "Basic realm=\"mesh\"");
    }

    [SkippableFact]
    public async Task Credentials_given_twice_and_json_are_refused()
    {
        using var response = await PostAsync([Grant, new("client_id", "orders"), new("client_secret", RunningGovernance.OrdersSecret)], Basic("orders", RunningGovernance.OrdersSecret));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request", (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!.GetValue<string>());

        var json = await fixture.Running.Client.JsonAsync(HttpMethod.Post, "/connect/token", token: null, new { grant_type = "client_credentials" }, HttpStatusCode.BadRequest);

        Assert.Equal("invalid_request", json["error"]!.GetValue<string>());
    }

    public static TheoryData<string, string> Unreadable => new()
    {
        { "application/x-www-form-urlencoded", "grant_type=%00" },
        { "application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 1_100).Select(number => $"f{number}=")) },
        { "application/x-www-form-urlencoded", new string('k', 3_000) + "=" },
        { "application/x-www-form-urlencoded; charset=utf-7", "token=value" },
        { "multipart/form-data", "--x--" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nvalue" },
    };

    [SkippableTheory]
    [MemberData(nameof(Unreadable))]
    public async Task Form_that_cannot_be_read_is_an_invalid_request_at_each_endpoint(string contentType, string body)
    {
        foreach (var address in new[] { "/connect/token", "/connect/revoke", "/connect/device_authorization" })
        {
            using var response = await SendAsync(address);

            Assert.Equal((address, HttpStatusCode.BadRequest), (address, response.StatusCode));
            Assert.Equal("invalid_request", (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!.GetValue<string>());
        }

        using var page = await SendAsync("/connect/device");
        Assert.Equal((HttpStatusCode.BadRequest, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));

        async Task<HttpResponseMessage> SendAsync(string address)
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
            return await fixture.Running.SendAsync(HttpMethod.Post, address, content: content);
        }
    }

    private static AuthenticationHeaderValue Basic(string id, string secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));

    private async Task<HttpResponseMessage> PostAsync(KeyValuePair<string, string>[] form, AuthenticationHeaderValue? authorization = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = authorization;
        return await fixture.Running.Client.SendAsync(request);
    }

    private static async Task<JsonObject> ClaimsAsync(HttpResponseMessage response) =>
        JsonCalls.ReadToken((await response.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!.GetValue<string>()).Claims;
}

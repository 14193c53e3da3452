using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MeshStarter.EndToEnd.Forgery;

namespace MeshStarter.EndToEnd;

/// <summary>No endpoint of the mesh opens to a token that is wrong in any respect.</summary>
[Collection(ImportedMesh.Collection)]
[Trait("Category", "Quick")]
public sealed class ForgedTokenTests(ImportedMesh imported) : IDisposable
{
    private static readonly (string Resource, string Method, string Path)[] Endpoints =
    [
        ("governance", "GET", "/policies/bundle"),
        ("governance", "GET", "/audit"),
        ("governance", "POST", "/audit"),
        ("catalog", "GET", "/products"),
        ("catalog", "GET", "/iceberg/v1/mesh/namespaces/orders/tables/orders"),
        ("catalog", "PUT", "/products/orders.orders/versions/1.0.0"),
        ("query", "POST", "/v1/statement"),
        ("query", "GET", "/v1/query/20260101_000000_00000_aaaaa"),
        ("query", "POST", "/query"),
        ("orders", "GET", "/products/orders/rows"),
        ("orders", "GET", "/products/orders/table"),
        ("orders", "GET", "/products/fact_order_events/events"),
        ("orders", "POST", "/shop/orders"),
        ("payments", "GET", "/products/daily_revenue/rows"),
        ("payments", "GET", "/unmatched"),
        ("payments", "POST", "/billing/payments"),
        ("inventory", "GET", "/products/stock_levels/rows"),
        ("inventory", "GET", "/import"),
    ];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public static TheoryData<string> Kinds => [.. ForgedToken.Kinds];

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Forged_token_is_refused_at_every_endpoint(string kind)
    {
        var (key, genuine) = (IssuersKey.Read(imported.Data), await imported.Mesh.TokenAsync("analyst"));
        foreach (var endpoint in Endpoints)
        {
            using var response = await AskAsync(endpoint, ForgedToken.Of(kind, key, genuine, endpoint.Resource));
            await AssertRefusedAsync(endpoint, response);
        }
    }

    [Fact]
    public async Task Genuine_token_signed_again_opens_every_endpoint()
    {
        var (key, genuine) = (IssuersKey.Read(imported.Data), await imported.Mesh.TokenAsync("analyst"));
        foreach (var endpoint in Endpoints)
        {
            using var response = await AskAsync(endpoint, ForgedToken.Genuine(key, genuine));
            var isMissing = response.StatusCode == HttpStatusCode.NotFound && !endpoint.Path.StartsWith("/v1/query/", StringComparison.Ordinal);
            Assert.False(isMissing || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed, $"{endpoint}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Fact]
    public async Task Token_for_another_service_is_refused()
    {
        using var requested = await _http.PostAsJsonAsync(new Uri(imported.Mesh.Url("governance"), "/dev/token"), new { persona = "analyst", audience = "portal" });
        var token = (await requested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        foreach (var endpoint in Endpoints)
        {
            using var response = await AskAsync(endpoint, token);
            await AssertRefusedAsync(endpoint, response);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Portal_asks_a_caller_with_a_token_to_sign_in(string kind)
    {
        var (key, genuine) = (IssuersKey.Read(imported.Data), await imported.Mesh.TokenAsync("analyst"));
        using var response = await AskAsync(("portal", "GET", "/"), ForgedToken.Of(kind, key, genuine, "portal"));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/sign-in", response.Headers.Location!.AbsolutePath);
    }

    private static async Task AssertRefusedAsync((string Resource, string Method, string Path) endpoint, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{endpoint}: {(int)response.StatusCode} {text}");
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        var problem = JsonElement.Parse(text);
        if (endpoint.Path.StartsWith("/iceberg/", StringComparison.Ordinal))
        {
            // Its clients read Iceberg's own form of errors.
            Assert.Equal("NotAuthorizedException", problem.GetProperty("error").GetProperty("type").GetString());
            return;
        }

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("urn:mesh:problem:not-authenticated", problem.GetProperty("type").GetString());
    }

    private async Task<HttpResponseMessage> AskAsync((string Resource, string Method, string Path) endpoint, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), new Uri(imported.Mesh.Url(endpoint.Resource), endpoint.Path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (endpoint.Method != "GET")
        {
            request.Content = endpoint.Path is "/query" or "/v1/statement"
                ? new StringContent("SELECT 1", Encoding.UTF8, "text/plain")
                : new StringContent("{}", Encoding.UTF8, "application/json");
        }

        return await _http.SendAsync(request);
    }
}

using System.Net;

namespace MeshStarter.EndToEnd;

/// <summary>A page of another user's, in a browser on this machine, gets nothing out of the mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class BrowserTests(ImportedMesh imported) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public static TheoryData<string, string> Endpoints => new()
    {
        { "governance", "/policies/bundle" },
        { "catalog", "/products" },
        { "query", "/v1/info" },
        { "portal", "/sign-in" },
        { "orders", "/products/orders/rows" },
        { "payments", "/unmatched" },
        { "inventory", "/import" },
        { "postgres", "/health" },
    };

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Other_host_than_this_machine_is_not_answered(string resource, string path)
    {
        foreach (var host in new[] { "attacker.example", "localhost.attacker.example", "192.168.1.1" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(imported.Mesh.Url(resource), path)) { Headers = { Host = host } };
            using var response = await _http.SendAsync(request);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Other_origin_is_given_no_leave(string resource, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, new Uri(imported.Mesh.Url(resource), path))
        {
            Headers = { { "Origin", "http://attacker.example" }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "authorization" } },
        };
        using var response = await _http.SendAsync(request);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }
}

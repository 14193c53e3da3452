using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace MeshStarter.EndToEnd;

/// <summary>The query proxy's endpoint for clients that send tokens over TLS alone.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class TlsTests(ImportedMesh imported)
{
    [Theory]
    [InlineData("https")]
    [InlineData("http")]
    public async Task Statement_goes_on_where_it_began(string scheme)
    {
        var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(imported.Data, "certificates", "query.pem"));
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                // This certificate and no other: what a client that trusts the file sees.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { certificate },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        });
        var endpoint = imported.Mesh.Url("query", scheme);
        Assert.Equal(scheme, endpoint.Scheme);

        var token = await imported.Mesh.TokenAsync("analyst");
        var page = await AskAsync(http, HttpMethod.Post, new Uri(endpoint, "/v1/statement"), token, "SELECT 6 * 7 AS answer");
        List<string> rows = [];
        while (page.TryGetProperty("nextUri", out var next))
        {
            var address = new Uri(next.GetString()!);
            Assert.Equal(endpoint.GetLeftPart(UriPartial.Authority), address.GetLeftPart(UriPartial.Authority));
            page = await AskAsync(http, HttpMethod.Get, address, token, sql: null);
            rows.AddRange(page.TryGetProperty("data", out var data) ? data.EnumerateArray().Select(row => row.GetRawText()) : []);
        }

        Assert.Equal(["[42]"], rows);
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, HttpMethod method, Uri address, string token, string? sql)
    {
        using var request = new HttpRequestMessage(method, address) { Content = sql is null ? null : new StringContent(sql, Encoding.UTF8, "text/plain") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("X-Trino-User", "analyst");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}

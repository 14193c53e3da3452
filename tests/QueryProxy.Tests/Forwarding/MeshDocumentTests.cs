using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Discovery;

namespace MeshStarter.QueryProxy.Tests.Forwarding;

/// <summary><c>GET /.well-known/mesh</c>.</summary>
[Collection(ForwardingCollection.Name)]
public sealed class MeshDocumentTests(ForwardingFixture mesh)
{
    [Fact]
    public async Task Addresses_are_below_that_of_the_request_and_need_no_token()
    {
        var document = (await mesh.Client.GetFromJsonAsync<JsonObject>(MeshDocument.Path))!;

        var own = mesh.Address.AbsoluteUri.TrimEnd('/');
        Assert.Equal(["catalog", "governance", "query", "issuer", "version"], document.Select(field => field.Key));
        Assert.Equal(($"{own}/catalog", $"{own}/governance", own), ((string?)document["catalog"], (string?)document["governance"], (string?)document["query"]));
        Assert.Equal(MeshDocument.OwnVersion, (string?)document["version"]);
    }

    [Fact]
    public async Task Public_address_and_settings_of_sign_in_are_named()
    {
        await using var proxy = await mesh.StartAsync(
            ("Mesh__Query__PublicUrl", "https://query.example.org/mesh"),
            ("Mesh__SignIn__PublicUrl", "https://mesh.example.org/"),
            ("Mesh__SignIn__CommandLineClientId", "mesh-cli"),
            ("Mesh__SignIn__AudienceScope", "{audience}/access offline_access"),
            ("Mesh__Identity__TokenScope", "{audience}/.default"),
            ("Mesh__Identity__Audiences__orders", "api://orders,5e4d3c2b-1a09-4f8e-b7d6-c5b4a3928170"));
        using var client = new HttpClient { BaseAddress = proxy.Http };

        var document = (await client.GetFromJsonAsync<JsonObject>(MeshDocument.Path))!;

        Assert.Equal("https://query.example.org/mesh/catalog", (string?)document["catalog"]);
        Assert.Equal("https://query.example.org/mesh", (string?)document["query"]);
        Assert.Equal(("https://mesh.example.org", "mesh-cli"), ((string?)document["portal"], (string?)document["client_id"]));
        Assert.Equal(
            """{"audience_scope":"{audience}/access offline_access","token_scope":"{audience}/.default","audiences":{"orders":["api://orders","5e4d3c2b-1a09-4f8e-b7d6-c5b4a3928170"]}}""",
            document["sign_in"]!.ToJsonString());
    }
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Portal.Tests;

/// <summary><c>GET /.well-known/mesh</c> of the portal.</summary>
public sealed class MeshDocumentTests : MeshTests
{
    [Fact]
    public async Task Portal_names_the_services_of_this_machine_in_development()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);

        var document = await ReadAsync(portal);

        Assert.Equal((Url("catalog"), Url("governance"), Url("query")), ((string?)document["catalog"], (string?)document["governance"], (string?)document["query"]));
        Assert.Equal(portal.Address.AbsoluteUri.TrimEnd('/'), (string?)document["portal"]);
        Assert.Equal(Mesh.Url("governance"), (string?)document["issuer"]);
    }

    [Fact]
    public async Task Portal_names_the_public_address_where_there_is_one()
    {
        await using var portal = await RunningPortal.StartAloneAsync(Mesh, KeyValuePair.Create("Mesh:Query:PublicUrl", "https://query.example.org"), KeyValuePair.Create("Mesh:SignIn:CommandLineClientId", "mesh-cli"));

        var document = await ReadAsync(portal);

        Assert.Equal(("https://query.example.org/catalog", "https://query.example.org", "mesh-cli"), ((string?)document["catalog"], (string?)document["query"], (string?)document["client_id"]));
    }

    private string Url(string service) => Mesh.Url(service).TrimEnd('/');

    private static async Task<JsonObject> ReadAsync(RunningPortal portal)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = portal.Address };
        return (await http.GetFromJsonAsync<JsonObject>("/.well-known/mesh"))!;
    }
}

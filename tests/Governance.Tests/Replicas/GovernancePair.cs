using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Governance.Tests.Access;
using MeshStarter.TestKit;

namespace MeshStarter.Governance.Tests.Replicas;

/// <summary>Two governances that share a database, each a process of its own with a folder of its own, and their one address. The first issues the tokens of both.</summary>
internal sealed class GovernancePair : IAsyncDisposable
{
    private const string Secret = "the secret of governance 0123456789";

    private readonly string _folder;
    private readonly HttpClient _both;
    private readonly RoundRobin _turns;

    private GovernancePair(GovernanceProcess first, GovernanceProcess second, RoundRobin turns, string database, string folder)
    {
        (First, Second, _turns, Database, _folder) = (first, second, turns, database, folder);
        _both = new HttpClient { BaseAddress = turns.Address };
    }

    public GovernanceProcess First { get; }

    public GovernanceProcess Second { get; }

    public string Database { get; }

    /// <summary>Starts both at once on an empty database.</summary>
    public static async Task<GovernancePair> StartAsync(AccessFixture fixture)
    {
        var database = await fixture.CreateDatabaseAsync();
        var port = FreePort.Take();
        var folder = Directory.CreateTempSubdirectory("mesh-test-pair-").FullName;
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mesh__Identity__Authority"] = $"http://localhost:{port}",
            ["Mesh__Identity__ClientId"] = "governance",
            ["Mesh__Identity__ClientSecret"] = Secret,
            ["Mesh__Identity__Issuer__Clients__governance__Secret"] = Secret,
            ["services__catalog__http__0"] = fixture.Catalog.Address.ToString(),
        };
        var pair = await Task.WhenAll(
            GovernanceProcess.StartAsync(database, Path.Combine(folder, "first"), port, settings), GovernanceProcess.StartAsync(database, Path.Combine(folder, "second"), settings: settings));
        return new GovernancePair(pair[0], pair[1], await RoundRobin.StartAsync(pair[0].Address, pair[1].Address), database, folder);
    }

    /// <summary>Sends a request to one of the two, or to the one whose turn it is, and requires its status.</summary>
    public async Task<JsonObject> SendAsync(string token, HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, GovernanceProcess? to = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, body.GetType(), options: MeshJson.Options)), Headers = { Authorization = new("Bearer", token) } };
        using var response = await (to?.Client ?? _both).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        _both.Dispose();
        await _turns.DisposeAsync();
        await Second.DisposeAsync();
        await First.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

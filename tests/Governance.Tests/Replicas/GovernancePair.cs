using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Json;
using MeshStarter.Governance.Tests.Access;
using Npgsql;

namespace MeshStarter.Governance.Tests.Replicas;

/// <summary>Two governances that share a database, each a process of its own with a folder of its own, and their one address. The first issues the tokens of both.</summary>
public sealed class GovernancePair : CatalogFixture
{
    private const string Secret = "the secret of governance 0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-test-pair-").FullName;
    private HttpClient? _both;
    private RoundRobin? _turns;

    internal RunningGovernance First { get; private set; } = null!;

    internal RunningGovernance Second { get; private set; } = null!;

    internal string Database { get; private set; } = "";

    /// <summary>Counts of what both had made in the empty database when they were up: the transactions of its migrations, the versions of the rules, the records of a change of them.</summary>
    internal (int Migrations, IReadOnlyList<long> Versions, int Changes) Made { get; private set; } = (0, [], 0);

    /// <summary>Starts both at once on an empty database.</summary>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (!IsAvailable)
        {
            return;
        }

        Database = await CreateEmptyDatabaseAsync();
        var port = FreePort.Take();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Mesh__Identity__Authority"] = $"http://localhost:{port}",
            ["Mesh__Identity__ClientId"] = "governance",
            ["Mesh__Identity__ClientSecret"] = Secret,
            ["Mesh__Identity__Issuer__Clients__governance__Secret"] = Secret,
            ["services__catalog__http__0"] = Catalog.Address.ToString(),
        };
        var pair = await Task.WhenAll(
            RunningGovernance.ProcessAsync(Database, Path.Combine(_folder, "first"), port, settings), RunningGovernance.ProcessAsync(Database, Path.Combine(_folder, "second"), settings: settings));
        (First, Second) = (pair[0], pair[1]);
        _turns = await RoundRobin.StartAsync(First.Address, Second.Address);
        _both = new HttpClient { BaseAddress = _turns.Address };
        await using var connection = new NpgsqlConnection(Database);
        Made = (
            await connection.ExecuteScalarAsync<int>("SELECT count(DISTINCT xmin::text)::int FROM mesh_migrations"),
            [.. await connection.QueryAsync<long>("SELECT number FROM policy_versions")],
            await connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM audit_records WHERE action = 'policy_change'"));
    }

    /// <summary>Sends a request to one of the two, or to the one whose turn it is, and requires its status.</summary>
    internal async Task<JsonObject> SendAsync(string token, HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, RunningGovernance? to = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body, body.GetType(), options: MeshJson.Options)), Headers = { Authorization = new("Bearer", token) } };
        using var response = await (to?.Client ?? _both!).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public override async Task DisposeAsync()
    {
        if (_turns is not null)
        {
            _both!.Dispose();
            await _turns.DisposeAsync();
            await Second.DisposeAsync();
            await First.DisposeAsync();
        }

        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

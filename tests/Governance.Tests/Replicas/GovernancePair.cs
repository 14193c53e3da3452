using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Governance.Tests.Access;
using Npgsql;

namespace MeshStarter.Governance.Tests.Replicas;

/// <summary>Two governances that share a database, each a process of its own with a folder of its own, and their one address. The first issues the tokens of both.</summary>
public sealed class GovernancePair : CatalogFixture
{
    private readonly TestFolder _folder = new();
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
        Dictionary<string, string> settings = new(Settings) { ["Mesh__Identity__Authority"] = $"http://localhost:{port}" };
        var pair = await Task.WhenAll(
            RunningGovernance.ProcessAsync(Database, Path.Combine(_folder.Path, "first"), port, settings), RunningGovernance.ProcessAsync(Database, Path.Combine(_folder.Path, "second"), settings: settings));
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
    internal Task<JsonObject> SendAsync(string token, HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, RunningGovernance? to = null) =>
        (to?.Client ?? _both!).JsonAsync(method, path, token, body, status);

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
        _folder.Dispose();
    }
}

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Tests.Access;
using MeshStarter.Platform.Audit.Records;
using Npgsql;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>A governance of a test's own: its rules change.</summary>
internal sealed class ProposalMesh : IAsyncDisposable
{
    private readonly CatalogFixture _fixture;
    private readonly string _folder;
    private readonly string _database;
    private bool _isStopped;

    private ProposalMesh(CatalogFixture fixture, string folder, string database) => (_fixture, _folder, _database) = (fixture, folder, database);

    public RunningGovernance Governance { get; private set; } = null!;

    public string Database => _database;

    public string Rules => Path.Combine(_folder, "rules", "mesh.yaml");

    private Dictionary<string, string> OutsideDevelopment => new(StringComparer.Ordinal)
    {
        ["Mesh__Identity__Authority"] = "https://login.example.com",
        ["Mesh__Identity__ClientId"] = "governance",
        ["Mesh__Identity__ClientSecret"] = "the secret of governance",
        ["Mesh__Policy__Folder"] = Path.GetDirectoryName(Rules)!,
        ["services__catalog__http__0"] = _fixture.Catalog.Address.ToString(),
    };

    public static async Task<ProposalMesh> StartAsync(CatalogFixture fixture)
    {
        fixture.Require();
        var folder = Directory.CreateTempSubdirectory("mesh-test-proposals-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        var mesh = new ProposalMesh(fixture, folder, await fixture.CreateDatabaseAsync());
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Policies", "mesh.yaml"), mesh.Rules);
        await mesh.RestartAsync();
        return mesh;
    }

    public async Task StopAsync()
    {
        if (!_isStopped && Governance is not null)
        {
            await Governance.DisposeAsync();
        }

        _isStopped = true;
    }

    /// <summary>Starts it once outside Development, until it is healthy, and stops it.</summary>
    public async Task StartOutsideDevelopmentAsync()
    {
        await using var governance = await RunningGovernance.HostAsync(_database, Path.Combine(_folder, "data"), settings: new(OutsideDevelopment) { ["environment"] = "Production" });
    }

    /// <summary>The same as a process, until it has logged a text, too.</summary>
    public async Task StartOutsideDevelopmentAsync(string logged)
    {
        await using var governance = await RunningGovernance.ProcessAsync(
            _database, Path.Combine(_folder, "data"), settings: new(OutsideDevelopment) { ["ASPNETCORE_ENVIRONMENT"] = "Production" });
        await governance.Process.LoggedAsync(logged);
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        _isStopped = false;
        Governance = await _fixture.StartAsync(_database, Path.Combine(_folder, "data"), rules: Path.GetDirectoryName(Rules));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task<JsonObject> GetAsync(string path, string persona = "analyst") => CatalogFixture.SendAsync(Governance, persona, HttpMethod.Get, path);

    /// <summary>Sends a request as a persona, or as a service with its secret, and requires its status.</summary>
    public Task<JsonObject> SendAsync(string persona, HttpMethod method, string path, object? body, HttpStatusCode status, string? secret = null) =>
        CatalogFixture.SendAsync(Governance, persona, method, path, body, status, secret);

    /// <summary>Proposes as a persona; the answer with the status that is required.</summary>
    public async Task<JsonObject> ProposeAsync(string yaml, string persona = "analyst", HttpStatusCode? status = null, Guid? edit = null, string? secret = null, string? reason = null)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        var token = secret is null ? await Governance.PersonaTokenAsync(persona) : await Governance.ServiceTokenAsync(persona, secret);
        var query = reason is null ? "" : $"?reason={reason}";
        return await (edit is null
            ? Governance.Client.JsonAsync(HttpMethod.Post, "/proposals" + query, token, content, status ?? HttpStatusCode.Created)
            : Governance.Client.JsonAsync(HttpMethod.Put, $"/proposals/{edit}{query}", token, content, status ?? HttpStatusCode.OK));
    }

    /// <summary>Votes for a proposal as it was read.</summary>
    public Task<JsonObject> VoteAsync(string persona, JsonObject proposal, bool isFor = true, HttpStatusCode status = HttpStatusCode.OK, string? seat = null, string? secret = null) => SendAsync(
        persona,
        HttpMethod.Post,
        $"/proposals/{proposal["id"]}/votes",
        new PolicyVoteForm(isFor, proposal["sha256"]!.GetValue<string>(), proposal["base"]!.GetValue<long>(), "Because of a test", seat, proposal["effective_from"]?.GetValue<DateTimeOffset>()),
        status,
        secret);

    /// <summary>Brings a moment of a proposal, its date or its deadline, to the present.</summary>
    public async Task MakeDueAsync(JsonObject proposal, string moment)
    {
        await using var connection = new NpgsqlConnection(_database);
        Assert.Equal(1, await connection.ExecuteAsync($"UPDATE policy_proposals SET {moment} = now() WHERE id = @id", new { id = Guid.Parse(proposal["id"]!.GetValue<string>()) }));
        await connection.ExecuteAsync("NOTIFY mesh_access_changed");
    }

    public async Task<(long Number, string Text)> ServedAsync()
    {
        using var response = await Governance.SendAsync(HttpMethod.Get, "/policies/bundle", await Governance.PersonaTokenAsync("analyst"));
        return (long.Parse(Assert.Single(response.Headers.GetValues("Mesh-Policy-Number"))), await response.Content.ReadAsStringAsync());
    }

    public async Task<IReadOnlyList<AuditRecord>> AuditAsync(string action) => (await Governance.AuditAsync($"limit=1000&action={action}")).Items;
}

[CollectionDefinition(Name)]
public sealed class ProposalTestsDefinition : ICollectionFixture<ProposalFixture>
{
    public const string Name = "proposals";
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>A governance with a catalog alongside.</summary>
public sealed class AccessFixture : CatalogFixture
{
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-test-access-").FullName;
    private RunningGovernance? _running;

    /// <summary>The connection string of the database.</summary>
    internal string Database { get; private set; } = "";

    internal RunningGovernance Running
    {
        get
        {
            Require();
            return _running!;
        }
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (IsAvailable)
        {
            Database = await CreateDatabaseAsync();
            _running = await StartAsync(Database, _data);
        }
    }

    public override async Task DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        await base.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Sends a request as a persona, or as a service with its secret, and requires its status.</summary>
    internal Task<JsonObject> SendAsync(string persona, HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, string? secret = null, RunningGovernance? governance = null) =>
        SendAsync(governance ?? Running, persona, method, path, body, status, secret);

    /// <summary>Asks for access; returns the request's id.</summary>
    internal async Task<string> AskAsync(string persona, DataProductId product, params string[] columns) => (await SendAsync(
        persona, HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "For a test", columns.Length == 0 ? null : columns), HttpStatusCode.Created))["items"]![0]!["id"]!.GetValue<string>();

    internal Task<JsonObject> DecideAsync(string persona, string request, string verb = "approve", HttpStatusCode status = HttpStatusCode.OK) =>
        SendAsync(persona, HttpMethod.Post, $"/access/requests/{request}/{verb}", new AccessDecisionForm("Because of a test"), status);

    /// <summary>A grant of columns without personal data; returns its id.</summary>
    internal async Task<string> GrantAsync(string persona, DataProductId product) =>
        (await DecideAsync($"{product.Domain}-owner", await AskAsync(persona, product, "order_id", "total")))["grant"]!.GetValue<string>();

    internal async Task<IReadOnlyList<AuditRecord>> AuditAsync(DataProductId product)
    {
        using var response = await Running.SendAsync(HttpMethod.Get, $"/audit?limit=1000&product={product}", await Running.PersonaTokenAsync("auditor"));
        return (await response.Content.ReadFromJsonAsync<AuditPage>(MeshJson.Options))!.Items;
    }
}

[CollectionDefinition(Name)]
public sealed class AccessTestsDefinition : ICollectionFixture<AccessFixture>
{
    public const string Name = "access";
}

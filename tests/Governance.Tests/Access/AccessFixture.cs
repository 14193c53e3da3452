using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>A governance with a catalog alongside.</summary>
public class AccessFixture : CatalogFixture
{
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
            _running = await StartAsync(Database);
        }
    }

    public override async Task DisposeAsync()
    {
        await (_running?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
    }

    /// <summary>Sends a request as a persona, or as a service with its secret, and requires its status.</summary>
    internal Task<JsonObject> SendAsync(string persona, HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, string? secret = null, RunningGovernance? governance = null) =>
        SendAsync(governance ?? Running, persona, method, path, body, status, secret);

    /// <summary>Asks for access; returns the request's id.</summary>
    internal Task<string> AskAsync(string persona, DataProductId product, params string[] columns) => AskAsync(Running, persona, product, columns);

    internal Task<JsonObject> DecideAsync(string persona, string request, string verb = "approve", HttpStatusCode status = HttpStatusCode.OK, RunningGovernance? governance = null) =>
        SendAsync(persona, HttpMethod.Post, $"/access/requests/{request}/{verb}", new AccessDecisionForm("Because of a test"), status, governance: governance);

    /// <summary>A grant of columns without personal data; returns its id.</summary>
    internal async Task<string> GrantAsync(string persona, DataProductId product, RunningGovernance? governance = null) =>
        (await DecideAsync($"{product.Domain}-owner", await AskAsync(governance ?? Running, persona, product, "order_id", "total"), governance: governance))["grant"]!.GetValue<string>();

    internal async Task<IReadOnlyList<AuditRecord>> AuditAsync(DataProductId product) => (await Running.AuditAsync($"limit=1000&product={product}")).Items;

    private async Task<string> AskAsync(RunningGovernance governance, string persona, DataProductId product, params string[] columns) => (await SendAsync(
        persona, HttpMethod.Post, "/access/requests", new AccessRequestForm([product], "For a test", columns.Length == 0 ? null : columns), HttpStatusCode.Created, governance: governance))["items"]![0]!["id"]!.GetValue<string>();
}

[CollectionDefinition(Name)]
public sealed class AccessTestsDefinition : ICollectionFixture<AccessFixture>
{
    public const string Name = "access";
}

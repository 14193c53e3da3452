using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.TestKit;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>A governance with a catalog alongside; products of the domain orders, one for each test that changes its access.</summary>
public sealed class AccessFixture : IAsyncLifetime
{
    private const string Secret = "the secret of governance 0123456789";

    private readonly PostgresFixture _postgres = new();
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-test-access-").FullName;
    private RunningGovernance? _running;
    private StandInCatalog? _catalog;
    private int _products;

    internal RunningGovernance Running
    {
        get
        {
            _postgres.Require();
            return _running!;
        }
    }

    internal StandInCatalog Catalog => _catalog!;

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (!_postgres.IsAvailable)
        {
            return;
        }

        _catalog = await StandInCatalog.StartAsync();
        _running = await StartAsync(await _postgres.CreateDatabaseAsync(), _data);
    }

    public async Task DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        if (_catalog is not null)
        {
            await _catalog.DisposeAsync();
        }

        await _postgres.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    internal Task<string> CreateDatabaseAsync() => _postgres.CreateDatabaseAsync();

    internal async Task<RunningGovernance> StartAsync(string database, string data, int? port = null, string? rules = null) => await GovernanceHost.StartAsync(database, data, port, new()
    {
        ["Mesh__Policy__Folder"] = rules ?? Path.Combine(AppContext.BaseDirectory, "Policies"),
        ["Mesh__Identity__ClientId"] = "governance",
        ["Mesh__Identity__ClientSecret"] = Secret,
        ["Mesh__Identity__Issuer__Clients__governance__Secret"] = Secret,
        ["services__catalog__http__0"] = Catalog.Address.ToString(),
    });

    /// <summary>A product of its own, with a column of personal data.</summary>
    internal DataProductId NewProduct(Classification classification = Classification.Confidential, string domain = "orders")
    {
        var name = $"{domain}.p{Interlocked.Increment(ref _products)}";
        Catalog.Register(name, classification, "1.0.0", Column("order_id"), Column("total"), Column("email", "pii.email"));
        return DataProductId.Parse(name);
    }

    /// <summary>Registers version 1.1.0 of a product, in which no column is tagged.</summary>
    internal void Untag(DataProductId product, Classification classification = Classification.Confidential) =>
        Catalog.Register(product.ToString(), classification, "1.1.0", Column("order_id"), Column("total"), Column("email"));

    internal static ColumnDefinition Column(string name, params string[] tags) => new() { Name = name, Type = PrimitiveType.Text, Description = "d", Tags = tags };

    /// <summary>Sends a request as a persona, or as a service with its secret, and requires its status.</summary>
    internal async Task<JsonObject> SendAsync(string persona, HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, string? secret = null, RunningGovernance? governance = null)
    {
        governance ??= Running;
        var token = secret is null ? await governance.PersonaTokenAsync(persona) : await governance.ServiceTokenAsync(persona, secret);
        using var response = await governance.SendAsync(method, path, token, body is null ? null : JsonContent.Create(body, body.GetType(), options: MeshJson.Options));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{method} {path} as {persona}: {response.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

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

using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Governance.Tests.Access;

/// <summary>A catalog, databases for governances alongside it, and products: one for each test that changes its access.</summary>
public class CatalogFixture : IAsyncLifetime
{
    /// <summary>The secret of a service that has the name of a persona, <c>orders-owner</c>.</summary>
    internal const string NamesakeSecret = "the secret of orders-owner 0123456789";

    private const string Secret = "the secret of governance 0123456789";

    private readonly PostgresFixture _postgres = new();
    private StandInCatalog? _catalog;
    private int _products;

    internal StandInCatalog Catalog => _catalog!;

    protected bool IsAvailable => _postgres.IsAvailable;

    public virtual async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (IsAvailable)
        {
            _catalog = await StandInCatalog.StartAsync();
        }
    }

    public virtual async Task DisposeAsync()
    {
        await (_catalog?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _postgres.DisposeAsync();
    }

    /// <summary>Settings of a governance that is a client of the catalog.</summary>
    protected Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["Mesh__Identity__ClientId"] = "governance",
        ["Mesh__Identity__ClientSecret"] = Secret,
        ["Mesh__Identity__Issuer__Clients__governance__Secret"] = Secret,
        ["services__catalog__http__0"] = Catalog.Address.ToString(),
    };

    /// <summary>Skips the test where there is no server.</summary>
    internal void Require() => _postgres.Require();

    /// <summary>A database for a governance of the test's own.</summary>
    internal Task<string> CreateDatabaseAsync() => _postgres.CreateMigratedAsync();

    /// <summary>A database without a table.</summary>
    internal Task<string> CreateEmptyDatabaseAsync() => _postgres.CreateDatabaseAsync();

    internal async Task<RunningGovernance> StartAsync(string database, string? data = null, int? port = null, string? rules = null) => await RunningGovernance.HostAsync(database, data, port, new(Settings)
    {
        ["Mesh__Policy__Folder"] = rules ?? Path.Combine(AppContext.BaseDirectory, "Policies"),
        ["Mesh__Identity__Issuer__Clients__orders-owner__Secret"] = NamesakeSecret,
    });

    /// <summary>Starts one as a process on a machine of a time zone, with a database of its own.</summary>
    internal async Task<RunningGovernance> StartInZoneAsync(string zone) => await RunningGovernance.ProcessAsync(
        await CreateDatabaseAsync(), settings: new(Settings) { ["Mesh__Policy__Folder"] = Path.Combine(AppContext.BaseDirectory, "Policies"), ["TZ"] = zone });

    /// <summary>A product of its own, with a column of personal data.</summary>
    internal DataProductId NewProduct(Classification classification = Classification.Confidential, string domain = "orders")
    {
        Require();
        var name = $"{domain}.p{Interlocked.Increment(ref _products)}";
        Catalog.Register(name, classification, "1.0.0", Column("order_id"), Column("total"), Column("email", "pii.email"));
        return DataProductId.Parse(name);
    }

    /// <summary>Registers version 1.1.0 of a product, in which no column is tagged.</summary>
    internal void Untag(DataProductId product, Classification classification = Classification.Confidential) =>
        Catalog.Register(product.ToString(), classification, "1.1.0", Column("order_id"), Column("total"), Column("email"));

    internal static ColumnDefinition Column(string name, params string[] tags) => new() { Name = name, Type = PrimitiveType.Text, Description = "d", Tags = tags };

    /// <summary>Sends a request as a persona, or as a service with its secret, and requires its status.</summary>
    internal static async Task<JsonObject> SendAsync(RunningGovernance governance, string persona, HttpMethod method, string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, string? secret = null)
    {
        var token = secret is null ? await governance.PersonaTokenAsync(persona) : await governance.ServiceTokenAsync(persona, secret);
        return await governance.Client.JsonAsync(method, path, token, body, status);
    }
}

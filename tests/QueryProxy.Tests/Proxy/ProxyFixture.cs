using System.Globalization;
using MeshStarter.TestKit;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>One proxy for all tests that only ask it: its products, its policy, and tokens of an identity provider.</summary>
public class ProxyFixture : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("mesh-query-").FullName;

    public StandInServices Services { get; private set; } = null!;

    public TestAuthority Authority { get; private set; } = null!;

    public ProxyProcess Proxy { get; private set; } = null!;

    private Task<ProxyProcess>? _hasty;

    /// <summary>A proxy that gives a query a second, for those that would never end.</summary>
    public Task<ProxyProcess> HastyAsync() => _hasty ??= StartHastyAsync();

    internal TestProducts Products { get; private set; } = null!;

    public string CertificatePath => Path.Combine(_data, "certificates", "query.pem");

    public string Analyst => Authority.Token("analyst", "query", "analytics", ["analyst"], ["analytics"]);

    public string OrdersOwner => Authority.Token("orders-owner", "query", "orders", ["owner"]);

    public string Auditor => Authority.Token("auditor", "query", "governance", ["auditor"]);

    public async Task InitializeAsync()
    {
        Products = new TestProducts(Buckets);
        Services = await StandInServices.StartAsync(Products.Catalog);
        Authority = await TestAuthority.StartAsync();
        Services.Bundle = Bundle(MoreRules);
        var orders = await Products.OrdersOrdersAsync();
        foreach (var made in new[]
        {
            orders, await Products.OrdersFilteredAsync(), await Products.PaymentsLedgerAsync(), await Products.HiddenVaultAsync(), await Products.PaymentsEmptyAsync(),
            await Products.EvilThiefAsync(orders.Table!), await Products.PaymentsGrownAsync(), await Products.InventoryTypesAsync(),
        })
        {
            Services.Register(made.Product);
        }

        await AddProductsAsync();
        Proxy = await ProxyProcess.StartAsync(Settings());
    }

    /// <summary>Rules of access beside those of all tests, two spaces before each line.</summary>
    protected virtual string MoreRules => "";

    /// <summary>Registers products beside those of all tests.</summary>
    protected virtual Task AddProductsAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Proxy.DisposeAsync();
        if (_hasty is not null)
        {
            await (await _hasty).DisposeAsync();
        }

        await Services.DisposeAsync();
        await Authority.DisposeAsync();
        Products.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    internal TrinoSession Session(string token, Action<TrinoSession>? configure = null)
    {
        var session = new TrinoSession(Proxy.Http, token);
        configure?.Invoke(session);
        return session;
    }

    private Task<ProxyProcess> StartHastyAsync()
    {
        var settings = Settings();
        settings["Mesh__Query__TimeLimit"] = "00:00:01";
        return ProxyProcess.StartAsync(settings);
    }


    /// <summary>Threads of one query. Of what these tests ask, several would only burn more processors until a limit.</summary>
    protected virtual int Threads => 1;

    public Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["Mesh__Data"] = _data,
        ["Mesh__Storage__Buckets"] = Buckets,
        ["Mesh__Identity__Authority"] = Authority.Issuer,
        ["Mesh__Identity__Audience"] = "query",
        ["Mesh__Identity__ClientId"] = "query",
        ["Mesh__Identity__ClientSecret"] = "s3cret-of-the-proxy",
        ["Mesh__Policy__RefreshInterval"] = "00:00:00.2",
        // The first one of a proxy takes seconds on a busy machine.
        ["Mesh__Query__TimeLimit"] = "00:00:30",
        ["Mesh__Query__Threads"] = Threads.ToString(CultureInfo.InvariantCulture),
        ["Mesh__Query__MemoryMiB"] = "512",
        ["services__catalog__http__0"] = Services.Address,
        ["services__governance__http__0"] = Services.Address,
    };

    /// <summary>A Parquet file of orders.orders.</summary>
    public string OrdersFile => Directory.EnumerateFiles(Path.Combine(Buckets, "orders", "orders_v1"), "*.parquet", SearchOption.AllDirectories).First();

    private string Buckets => Path.Combine(_data, "buckets");

    // The mesh's own rules, and one that hides rows.
    private static string Bundle(string more) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", "mesh.yaml")).Replace(
        "\naccess:\n",
        """

        declassify:
          - { product: payments.approved, version: 1.1.0, columns: [customer_email], reason: For the tests }

        access:
          - id: test-analysts-see-two-states
            description: For the tests of row filters.
            effect: filter
            keep: { column: customer_state, values: [SP, RJ] }
            when: { products: [orders.filtered], roles: [analyst] }

        """ + (more.Length == 0 ? "" : more + "\n\n"),
        StringComparison.Ordinal);
}

[CollectionDefinition(Name)]
public sealed class ProxyCollection : ICollectionFixture<ProxyFixture>
{
    public const string Name = "proxy";
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The products, the policy and the tokens of an identity provider that a proxy is tested with.</summary>
public abstract class QueryFixture : IAsyncLifetime
{
    private static readonly HttpClient Direct = new();

    private readonly string _data = Directory.CreateTempSubdirectory("mesh-query-").FullName;

    private bool _isStarted;

    public StandInServices Services { get; private set; } = null!;

    public TestAuthority Authority { get; private set; } = null!;

    /// <summary>The address at which the proxy of all tests listens.</summary>
    public abstract Uri Http { get; }

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
        await StartProxyAsync(Settings());
        _isStarted = true;
    }

    /// <summary>Starts a proxy as a process of its own, whose workers end with it.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="address">Where it listens; null for a port that is free.</param>
    public static Task<ServiceProcess> ProcessAsync(IReadOnlyDictionary<string, string> settings, Uri? address = null) =>
        ServiceProcess.StartAsync("MeshStarter.QueryProxy.dll", _ => new(settings, StringComparer.Ordinal), address, withChildren: true);

    /// <summary>Starts another proxy in the tests' process, with settings of its own.</summary>
    internal Task<ProxyHost> StartAsync(params (string Name, string Value)[] own)
    {
        var settings = Settings();
        foreach (var (name, value) in own)
        {
            settings[name] = value;
        }

        return ProxyHost.StartAsync(settings);
    }

    /// <summary>Starts the proxy of all tests.</summary>
    protected abstract Task StartProxyAsync(IReadOnlyDictionary<string, string> settings);

    /// <summary>Ends it.</summary>
    protected abstract Task StopProxyAsync();

    /// <summary>Rules of access alongside those of all tests, two spaces before each line.</summary>
    protected virtual string MoreRules => "";

    /// <summary>Registers products alongside those of all tests.</summary>
    protected virtual Task AddProductsAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        // A fixture whose start failed is disposed, too: that failure is the one to report.
        if (_isStarted)
        {
            await StopProxyAsync();
        }

        await Services.DisposeAsync();
        await Authority.DisposeAsync();
        Products.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Publishes a product: its table, with rows where there are any, and its entry of the catalog.</summary>
    internal async Task<PublishedTable> PublishAsync(ProductDetails product, string? rows = null, string? partitionedBy = null)
    {
        var table = await Products.TableAsync(product, partitionedBy);
        if (rows is not null)
        {
            await table.AppendAsync(rows);
        }

        Services.Register(product);
        return table;
    }

    /// <summary>The rows that the analyst's query gives, as JSON.</summary>
    internal async Task<string> RowsAsync(string sql)
    {
        var answer = await Session(Analyst).RunAsync(sql);
        Assert.Equal("", answer.Message);
        return answer.Data;
    }

    /// <summary>Sends a query to <c>/query</c>, and returns once its answer begins.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="token">The caller's; the analyst's where it is null.</param>
    /// <param name="accept">The format of the answer.</param>
    /// <param name="proxy">The proxy's address; that of all tests where it is null.</param>
    /// <param name="contentType">The form of the query.</param>
    /// <param name="purpose">The purpose of the query.</param>
    /// <param name="cancellationToken">A token that ends it.</param>
    internal async Task<HttpResponseMessage> AskAsync(string sql, string? token = null, string? accept = null, Uri? proxy = null, string contentType = "text/plain", string? purpose = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy ?? Http, "/query")) { Content = new StringContent(sql, Encoding.UTF8, new MediaTypeHeaderValue(contentType)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Analyst);
        foreach (var (name, value) in new[] { ("Accept", accept), ("X-Mesh-Purpose", purpose) }.Where(header => header.Item2 is not null))
        {
            request.Headers.Add(name, value);
        }

        return await Direct.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>A record of the trail about a query, once there is one.</summary>
    /// <param name="id">The query.</param>
    /// <param name="action">Its action; any where it is null.</param>
    internal Task<AuditRecord> RecordAsync(string id, string? action = null) =>
        Eventually.GetAsync(() => Services.Audit.FirstOrDefault(record => record.CorrelationId == id && (action is null || record.Action == action)));

    internal TrinoSession Session(string token, Action<TrinoSession>? configure = null)
    {
        var session = new TrinoSession(Http, token);
        configure?.Invoke(session);
        return session;
    }

    /// <summary>Threads of one query. Several would only burn more processors until a limit.</summary>
    protected virtual int Threads => 1;

    public Dictionary<string, string> Settings() => new(SettingsOf(_data, Authority, Services), StringComparer.Ordinal)
    {
        // The first one of a proxy takes seconds on a busy machine.
        ["Mesh__Query__TimeLimit"] = "00:00:30",
        ["Mesh__Query__Threads"] = Threads.ToString(CultureInfo.InvariantCulture),
        ["Mesh__Query__MemoryMiB"] = "512",
    };

    /// <summary>The settings without which no proxy starts.</summary>
    /// <param name="data">Its folder, which has the buckets too.</param>
    /// <param name="authority">The identity provider.</param>
    /// <param name="services">The catalog and governance.</param>
    public static Dictionary<string, string> SettingsOf(string data, TestAuthority authority, StandInServices services) => new(StringComparer.Ordinal)
    {
        ["Mesh__Data"] = data,
        // Each proxy has a journal of its own.
        ["Mesh__Audit__Folder"] = Path.Combine(data, "audit", Guid.NewGuid().ToString("N")),
        ["Mesh__Storage__Buckets"] = Path.Combine(data, "buckets"),
        ["Mesh__Identity__Authority"] = authority.Issuer,
        ["Mesh__Identity__Audience"] = "query",
        ["Mesh__Identity__ClientId"] = "query",
        ["Mesh__Identity__ClientSecret"] = "s3cret-of-the-proxy",
        ["services__catalog__http__0"] = services.Address,
        ["services__governance__http__0"] = services.Address,
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

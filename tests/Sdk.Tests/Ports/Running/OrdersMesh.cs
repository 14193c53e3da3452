extern alias catalog;
extern alias governance;

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports.Running;

/// <summary>
/// The smallest mesh that has ports: governance, the catalog and Orders, each the real program with a database of its own. Orders is a
/// process, which tests kill and freeze; the others run in the tests' process.
/// Its rules are the default ones and more: the auditor may not read orders, inventory's owner may not know of them, and payments' owner
/// sees those of one city alone, and neither the ids nor the times of their events.
/// </summary>
public sealed class OrdersMesh : IAsyncLifetime
{
    public const string Collection = "orders mesh";

    /// <summary>The city whose orders payments' owner may see.</summary>
    public const string OpenCity = "recife";

    private const string MoreRules =
        """
          - id: auditors-read-no-orders
            description: For a test.
            effect: deny
            actions: [read]
            when: { roles: [auditor], product_domains: [orders] }

          - id: inventory-knows-of-no-orders
            description: For a test.
            effect: deny
            actions: [discover, read, read_raw]
            when: { subjects: [inventory-owner], products: [orders.orders] }

          - id: payments-reads-of-one-city
            description: For a test.
            effect: filter
            keep: { column: customer_city, values: [recife] }
            when: { subjects: [payments-owner], products: [orders.orders] }

          - id: payments-reads-no-times
            description: For a test.
            effect: mask
            columns: { names: [event_id, occurred_at] }
            mask: nullify
            when: { subjects: [payments-owner], products: [orders.fact_order_events] }

          - id: operators-see-placed-orders-alone
            description: For a test.
            effect: filter
            keep: { column: event_type, values: [placed] }
            when: { subjects: [platform-admin], products: [orders.fact_order_events] }

          - id: inventory-counts-customers
            description: For a test.
            effect: mask
            columns: { names: [customer_id] }
            mask: hash
            when: { subjects: [inventory-owner], products: [orders.fact_order_events] }

        """;

    private readonly PostgresFixture _postgres = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-test-ports-");
    private readonly List<ServiceUnderTest> _services = [];
    private readonly Dictionary<string, (string Database, Func<Task<ServiceUnderTest>> StartAgain, Func<Task<ServiceUnderTest>> StartAlongside)> _started = [];

    /// <summary>The order that was placed first, moved on to <c>approved</c>, and is the subject of the stream's first two events.</summary>
    public Guid FirstOrder { get; private set; }

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (!_postgres.IsAvailable)
        {
            return;
        }

        Rules.Directory!.Create();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Policies", "mesh.yaml"), Rules.FullName);
        await WriteRulesAsync(MoreRules);

        var governance = await StartAsync("Governance", address => new()
        {
            ["Mesh:Identity:Authority"] = Issuer(address),
            ["Mesh:Policy:Folder"] = Rules.Directory.FullName,
            ["Mesh:Identity:Issuer:Audiences:0"] = "governance",
            ["Mesh:Identity:Issuer:Audiences:1"] = "catalog",
            ["Mesh:Identity:Issuer:Audiences:2"] = "orders",
            ["Mesh:Identity:Issuer:Clients:catalog:Secret"] = Secret("catalog"),
            ["Mesh:Identity:Issuer:Clients:orders:Secret"] = Secret("orders"),
            ["Mesh:Identity:Issuer:Clients:orders:Domain"] = "orders",
        });
        var catalog = await StartAsync("Catalog", _ => new()
        {
            ["Mesh:Identity:Authority"] = Issuer(governance),
            ["Mesh:Storage:Buckets"] = _folder.FullName,
            ["services:governance:http:0"] = governance.ToString(),
        });
        var endpoint = await CatalogOfOrders(catalog);
        await StartAsync("Orders", address => new()
        {
            ["Mesh:Identity:Authority"] = Issuer(governance),
            ["Mesh:Storage:Bucket"] = _folder.CreateSubdirectory("orders").FullName,
            ["Mesh:PublicUrl"] = address.ToString(),
            // Tests of the cadence are elsewhere; the others would wait for it at each step.
            ["Mesh:PublishInterval"] = "00:00:00.500",
            ["services:governance:http:0"] = governance.ToString(),
            ["services:catalog:http:0"] = _started.ContainsKey("Orders") ? catalog.ToString() : endpoint.ToString(),
        });

        FirstOrder = await PlaceAsync(Guid.NewGuid(), OpenCity);
        await MoveAsync(FirstOrder, "approved");
    }

    public async Task DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(_services))
        {
            await service.DisposeAsync();
        }

        await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
        Journals?.Dispose();
    }

    /// <summary>The catalog's address.</summary>
    public Uri Catalog => _services[1].Client.BaseAddress!;

    /// <summary>The folder that is Orders' bucket.</summary>
    public string OrdersBucket => Path.Combine(_folder.FullName, "orders");

    /// <summary>The connection string of Orders' database.</summary>
    public string OrdersDatabase => _started["Orders"].Database;

    /// <summary>Maps the catalog's address to the one that Orders uses; the catalog itself unless a test puts something between.</summary>
    public Func<Uri, Task<Uri>> CatalogOfOrders { get; init; } = Task.FromResult;

    /// <summary>The disk of the audit journals, with room for those of all tests; null where none can be mounted, and they are in temporary folders.</summary>
    public SmallDisk? Journals { get; } = SmallDisk.Find(kibibytes: 32 * 1024);

    /// <summary>Number of Orders' process.</summary>
    public int OrdersProcess => ((ServiceProcess)_services[^1]).Id;

    /// <summary>Starts another process of Orders alongside the one that runs, on its database and bucket, and right at the catalog.</summary>
    public async Task<ServiceUnderTest> StartOrdersAlongsideAsync() => await _started["Orders"].StartAlongside();

    /// <summary>Ends Orders at once, as <c>kill -9</c> does.</summary>
    public ValueTask KillOrdersAsync() => _services[^1].DisposeAsync();

    /// <summary>Ends Orders in order.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopOrdersAsync(CancellationToken cancellationToken) => ((ServiceProcess)_services[^1]).StopAsync(cancellationToken);

    /// <summary>Starts Orders again after it has ended, where it was.</summary>
    public async Task StartOrdersAsync() => _services[^1] = await _started["Orders"].StartAgain();

    /// <summary>Puts a further access rule in force: governance starts again with it, and every enforcement point hears of it within a moment.</summary>
    /// <param name="rule">The rule, as it is in a bundle's list.</param>
    public async Task AddRuleAsync(string rule)
    {
        await _services[0].DisposeAsync();
        await WriteRulesAsync(rule);
        _services[0] = await _started["Governance"].StartAgain();
    }

    /// <summary>Creates a client of Orders for a persona.</summary>
    public async Task<HttpClient> OrdersClientAsync(string persona) =>
        new() { BaseAddress = _services[^1].Client.BaseAddress, DefaultRequestHeaders = { Authorization = new("Bearer", await TokenAsync(persona)) } };

    /// <summary>Creates a client of the catalog for a persona.</summary>
    public async Task<HttpClient> CatalogClientAsync(string persona)
    {
        var token = await TokenAsync(persona);
        return new HttpClient { BaseAddress = Catalog, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
    }

    /// <summary>Records of the audit trail, as the auditor reads them.</summary>
    public async Task<IReadOnlyList<AuditRecord>> AuditAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/audit?limit=1000&{query}");
        request.Headers.Authorization = new("Bearer", await TokenAsync("auditor"));
        using var response = await _services[0].Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<AuditPage>(MeshJson.Options))!.Items;
    }

    /// <summary>Gets the schema registry's answer to the analyst.</summary>
    public async Task<JsonElement> RegistryAsync(Uri address)
    {
        using var http = await CatalogClientAsync("analyst");
        return await http.GetFromJsonAsync<JsonElement>(address);
    }

    /// <summary>Whether there is a database server.</summary>
    public bool IsAvailable => _postgres.IsAvailable;

    /// <summary>Skips the test where there is no database server.</summary>
    public void Require() => _postgres.Require();

    /// <summary>A persona's token, for every service or the one that is named.</summary>
    public async Task<string> TokenAsync(string persona, string? audience = null)
    {
        Require();
        using var response = await _services[0].Client.PostAsJsonAsync("/dev/token", audience is null ? new { persona } : (object)new { persona, audience });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>Gets Orders' answer to a persona, or to no one.</summary>
    public async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> GetAsync(string path, string? persona = "analyst") =>
        await SendAsync(HttpMethod.Get, path, persona is null ? null : await TokenAsync(persona));

    /// <summary>The problem by which Orders refuses a persona's request.</summary>
    public async Task<(HttpStatusCode Status, string? Type, string? Detail)> RefusalAsync(string path, string persona = "analyst", HttpMethod? method = null)
    {
        var (status, body, _) = await SendAsync(method ?? HttpMethod.Get, path, await TokenAsync(persona));
        var problem = JsonElement.Parse(body);
        return (status, problem.GetProperty("type").GetString(), problem.GetProperty("detail").GetString());
    }

    /// <summary>Gets Orders' answer to a caller with a token, as a part of the caller's own trace where there is one.</summary>
    public async Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)> SendAsync(HttpMethod method, string path, string? token, HttpContent? content = null, string? trace = null)
    {
        Require();
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (trace is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        }

        var response = await _services[^1].Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    /// <summary>The body of a request that places an order.</summary>
    public static object Order(Guid customer, string city, int quantity = 1) => new
    {
        customer_id = customer,
        customer_email = "somebody@example.com",
        customer_address = "Rua 1, 2",
        customer_city = city,
        customer_state = "PE",
        items = new[] { new { product_id = Guid.NewGuid(), quantity, price = 10.5, freight = 1 } },
    };

    /// <summary>The values of a column of a product's table at a process of Orders, in their order.</summary>
    public static async Task<List<string>> RowsAsync(HttpClient orders, string product, string column)
    {
        var lines = await orders.GetStringAsync($"/products/{product}/table");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).GetProperty(column).GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>The number that a statement gives in a database.</summary>
    public static Task<long> CountAsync(NpgsqlDataSource database, string sql) => database.FirstAsync<long>(sql, null, CancellationToken.None);

    /// <summary>Places an order as Orders' owner does, and waits until the table port has it.</summary>
    public async Task<Guid> PlaceAsync(Guid customer, string city)
    {
        var (status, body, _) = await SendAsync(HttpMethod.Post, "/shop/orders", await TokenAsync("orders-owner"), JsonContent.Create(Order(customer, city, quantity: 2)));
        Assert.Equal(HttpStatusCode.Created, status);
        var order = JsonElement.Parse(body).GetProperty("order_id").GetGuid();
        await HasStatusAsync(order, "created");
        return order;
    }

    private async Task MoveAsync(Guid order, string step)
    {
        var (status, _, _) = await SendAsync(HttpMethod.Post, $"/shop/orders/{order}/{step}", await TokenAsync("orders-owner"));
        Assert.Equal(HttpStatusCode.OK, status);
        await HasStatusAsync(order, step);
    }

    private async Task HasStatusAsync(Guid order, string status)
    {
        var token = await TokenAsync("orders-owner");
        await Eventually.HoldsAsync(async () => (await SendAsync(HttpMethod.Get, $"/products/orders/rows?order_id={order}&status={status}", token)).Body.Contains(order.ToString(), StringComparison.Ordinal));
    }

    private FileInfo Rules => new(Path.Combine(_folder.FullName, "policies", "mesh.yaml"));

    private async Task WriteRulesAsync(string more) => await File.WriteAllTextAsync(
        Rules.FullName, (await File.ReadAllTextAsync(Rules.FullName)).Replace("access:\n", $"access:\n{more}\n", StringComparison.Ordinal));

    private async Task<Uri> StartAsync(string service, Func<Uri, Dictionary<string, string>> settings)
    {
        var database = await _postgres.CreateDatabaseAsync();
        var name = service.ToLowerInvariant();
        Dictionary<string, string> Settings(Uri address) => new(Journals is null ? settings(address) : new(settings(address)) { ["Mesh:Audit:Folder"] = Path.Combine(Journals.Folder, $"{name}-{address.Port}") })
        {
            ["ConnectionStrings:database"] = database,
            ["Mesh:Data"] = _folder.FullName,
            ["Mesh:Identity:Audience"] = name,
            ["Mesh:Identity:ClientId"] = name,
            ["Mesh:Identity:ClientSecret"] = Secret(name),
        };
        async Task<ServiceUnderTest> RunAsync(Uri? at) => service switch
        {
            "Governance" => await ServiceHost<governance::Program>.StartAsync(Settings, at),
            "Catalog" => await ServiceHost<catalog::Program>.StartAsync(Settings, at),
            _ => await ServiceProcess.StartAsync($"MeshStarter.{service}.dll", Settings, at),
        };
        var running = await RunAsync(at: null);
        _started[service] = (database, () => RunAsync(running.Client.BaseAddress), () => RunAsync(at: null));
        _services.Add(running);
        return running.Client.BaseAddress!;
    }

    private static string Issuer(Uri governance) => governance.ToString().TrimEnd('/');

    private static string Secret(string client) => $"the secret of {client} 0123456789";
}

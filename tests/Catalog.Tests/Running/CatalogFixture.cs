using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Catalog.Tests.Iceberg;
using MeshStarter.Catalog.Tests.Slo;
using MeshStarter.Contracts.Json;
using MeshStarter.Policy.Decisions;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>One running catalog with a database of its own, rules and an identity provider; each test brings products of its own.</summary>
public sealed class CatalogFixture : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private TestAuthority? _authority;
    private PolicySource? _policies;
    private RunningCatalog? _catalog;
    private RunningCatalog? _second;
    private string? _database;

    /// <summary>The folder of all buckets.</summary>
    public string Buckets { get; } = Directory.CreateTempSubdirectory("mesh-test-buckets-").FullName;

    internal PolicySource Policies => _policies!;

    /// <summary>The connection string of the database.</summary>
    internal string Database => _database!;

    public async Task InitializeAsync()
    {
        await _postgres.InitializeAsync();
        if (!_postgres.IsAvailable)
        {
            return;
        }

        _authority = await TestAuthority.StartAsync();
        _policies = await PolicySource.StartAsync();
        _database = await _postgres.CreateDatabaseAsync();
        _catalog = await RunningCatalog.HostAsync(_database, Buckets, _authority.Issuer, _policies.Address);
    }

    public async Task DisposeAsync()
    {
        await (_second?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_catalog?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_policies?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_authority?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _postgres.DisposeAsync();
        Directory.Delete(Buckets, recursive: true);
    }

    /// <summary>Starts another catalog on the same database and buckets, where it calls itself by a name.</summary>
    internal Task<RunningCatalog> AnotherAsync(string databaseClient = "another", string? domains = null, IReadOnlyDictionary<string, string>? addresses = null, string? audit = null) =>
        RunningCatalog.HostAsync($"{_database};Application Name={databaseClient}", Buckets, _authority!.Issuer, _policies!.Address, domains, addresses, audit);

    /// <summary>The second catalog of all tests, on the same database and buckets: for tests of what two do together. It has read none of a test's own tables.</summary>
    internal async Task<RunningCatalog> SecondAsync()
    {
        Require();
        return _second ??= await AnotherAsync("second");
    }

    /// <summary>Starts another catalog on a database of its own, which is prepared before.</summary>
    internal async Task<RunningCatalog> OnAsync(Func<string, Task> prepare)
    {
        var database = await _postgres.CreateDatabaseAsync();
        await prepare(database);
        return await RunningCatalog.HostAsync(database, Buckets, _authority!.Issuer, _policies!.Address);
    }

    /// <summary>Starts another catalog as a process of its own, which shares nothing but the buckets and the database, this one or another, and which a test may kill.</summary>
    internal Task<RunningCatalog> AnotherProcessAsync(string? database = null) =>
        RunningCatalog.ProcessAsync(database ?? $"{_database};Application Name=another", Buckets, _authority!.Issuer, _policies!.Address);

    /// <summary>Starts two catalogs at once on an empty database.</summary>
    internal async Task<(CatalogPair Catalogs, string Database)> PairOnAsync()
    {
        var database = await _postgres.CreateDatabaseAsync();
        return (await CatalogPair.StartAsync(() => AnotherProcessAsync(database)), database);
    }

    /// <summary>Creates a database that a catalog has migrated, and none runs on.</summary>
    internal Task<string> MigratedDatabaseAsync() => MeasuringCatalog.DatabaseAsync(_postgres);

    /// <summary>Lets the time pass that a recurring work waits for.</summary>
    internal Task AgeRunAsync(string work) =>
        ExecuteAsync("INSERT INTO recurring_runs (work, began_at) VALUES ($1, '-infinity') ON CONFLICT (work) DO UPDATE SET began_at = '-infinity'", work);

    /// <summary>Cuts the database connections of a catalog that calls itself by a name.</summary>
    internal Task CutConnectionsAsync(string databaseClient) => ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", databaseClient);

    /// <summary>Waits until a statement waits for what a connection has locked, or until its caller has an answer without.</summary>
    internal static async Task WaitForAsync(NpgsqlConnection holder, Task answer)
    {
        await Eventually.HoldsAsync(async () => answer.IsCompleted || await holder.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"));
    }

    /// <summary>Lets the database refuse each change of a namespace's tables, as one whose disk is full.</summary>
    /// <returns>Ends that.</returns>
    internal async Task<IAsyncDisposable> FillDiskAsync(string space)
    {
        await ExecuteAsync($"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER refuse BEFORE UPDATE ON iceberg_tables FOR EACH ROW WHEN (NEW.namespace = ARRAY['{space}']) EXECUTE FUNCTION refuse();
            """);
        return new Undo(this, "DROP FUNCTION refuse CASCADE");
    }

    /// <summary>Notes another location of a table in the database, as a state of before the rules of locations may have it.</summary>
    /// <returns>Removes the table.</returns>
    internal async Task<IAsyncDisposable> MoveTableAsync(string space, string name, string location)
    {
        Assert.Equal(1, await ExecuteAsync("UPDATE iceberg_tables SET location = $3 WHERE namespace = ARRAY[$1] AND name = $2", space, name, location));
        return new Undo(this, "DELETE FROM iceberg_tables WHERE namespace = ARRAY[$1]", space);
    }

    /// <summary>Skips the test where there is no database server.</summary>
    public void Require() => _postgres.Require();

    /// <summary>The issuer of tokens.</summary>
    internal TestAuthority Authority => _authority!;

    /// <summary>The token of a caller.</summary>
    internal string Token(Principal caller) => _authority!.Token(caller.Subject, "catalog", caller.Domain, caller.Roles, caller.Purposes);

    /// <summary>The token of a domain's own service.</summary>
    public string Service(string domain) => _authority!.Token(domain, "catalog", domain, ["service"]);

    /// <summary>The token of a service of the platform.</summary>
    public string Platform(string name) => _authority!.Token(name, "catalog", roles: ["service"]);

    /// <summary>The token of a domain's owner.</summary>
    public string Owner(string domain) => _authority!.Token(domain + "-owner", "catalog", domain, ["owner"]);

    /// <summary>The token of the analyst.</summary>
    public string Analyst() => _authority!.Token("analyst", "catalog", "analytics", ["analyst"], ["analytics"]);

    /// <summary>The token of the auditor.</summary>
    public string Auditor() => _authority!.Token("auditor", "catalog", "governance", ["auditor"]);

    /// <summary>The token of the platform's administrator.</summary>
    public string Administrator() => _authority!.Token("platform-admin", "catalog", "platform", ["platform-admin"]);

    /// <summary>The catalog's address.</summary>
    public Uri Address => _catalog!.Client.BaseAddress!;

    internal IEnumerable<RouteEndpoint> Endpoints => _catalog!.Endpoints;

    /// <summary>Sends a request whose answer may have any form of JSON, or none.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendRawAsync(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        Require();
        using var request = new HttpRequestMessage(method, new Uri(Address.ToString().TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await _catalog!.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpMethod method, string path, string? token, HttpContent? content = null)
    {
        Require();
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await _catalog!.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        return (response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    public Task<(HttpStatusCode Status, JsonObject Body)> GetAsync(string path, string? token) => SendAsync(HttpMethod.Get, path, token);

    /// <summary>Downloads a file: its media type, its name and its text.</summary>
    public async Task<(string? MediaType, string? Name, string Text)> DownloadAsync(string path, string token)
    {
        Require();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", token) } };
        using var response = await _catalog!.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentDisposition?.FileNameStar, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Counts the rows of a table that are a product's.</summary>
    internal async Task<long> CountAsync(string table, TestProduct product)
    {
        await using var connection = new NpgsqlConnection(_database);
        return await connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM {table} WHERE product = @Name", new { product.Name });
    }

    /// <summary>Has a product be known as one that cannot be published, or as another table says.</summary>
    internal Task FailAsync(string product, DateTimeOffset since, string table = "publishing_failures") =>
        ExecuteAsync($"INSERT INTO {table} (product, major, failing_since) VALUES ($1, 1, $2)", product, since);

    /// <summary>Lets time pass for a product: its moments are set back.</summary>
    internal Task AgeAsync(TestProduct product, TimeSpan by) => ExecuteAsync(
        """
        WITH reports AS (UPDATE quality_batches SET reported_at = reported_at - $2 WHERE product = $1)
        UPDATE product_majors SET active_from = active_from - $2, retires_at = retires_at - $2 WHERE name = $1
        """,
        product.Name,
        by);

    /// <summary>Lets time pass until a pin has ended, and no clean-up has removed it.</summary>
    internal async Task EndPinAsync(Guid pin) => Assert.Equal(1, await ExecuteAsync("UPDATE iceberg_pins SET ends_at = now() - interval '1 minute' WHERE pin = $1", pin));

    /// <summary>Removes a product's search document, as a state of before the search has none.</summary>
    internal async Task ForgetDocumentAsync(TestProduct product) => Assert.Equal(1, await ExecuteAsync("DELETE FROM product_search WHERE name = $1", product.Name));

    /// <summary>Measures service levels in place of the catalog, when a test says so.</summary>
    internal Task<MeasuringCatalog> MeasureAsync()
    {
        Require();
        return MeasuringCatalog.OfAsync(_database!);
    }

    /// <summary>Lets time pass in which a domain's service is silent.</summary>
    internal Task SilenceAsync(string domain, TimeSpan by) =>
        ExecuteAsync("UPDATE domains SET reported_at = reported_at - $2, silent_since = silent_since - $2 WHERE domain = $1", domain, by);

    /// <summary>Registers a product as its own service does.</summary>
    internal Task<(HttpStatusCode Status, JsonObject Body)> RegisterAsync(TestProduct product, string? token = null, string? address = null) => SendAsync(
        HttpMethod.Put,
        address ?? $"/products/{product.Name}/versions/{product.Version}",
        token ?? Service(product.Domain),
        JsonContent.Create(product.Registration, options: MeshJson.Options));

    /// <summary>Registers a product as its own service does, and returns it; any one where none is given.</summary>
    internal async Task<TestProduct> RegisteredAsync(TestProduct? product = null)
    {
        product ??= new TestProduct();
        var (status, body) = await RegisterAsync(product);
        return status == HttpStatusCode.OK ? product : throw new InvalidOperationException($"{product.Name} was not registered: {(int)status} {body.ToJsonString()}");
    }

    /// <summary>Registers a product, and calls the Iceberg catalog as its domain's owner.</summary>
    internal async Task<IcebergCaller> OwnerAsync(TestProduct product)
    {
        await RegisterAsync(product);
        return new IcebergCaller(this, Owner(product.Domain));
    }

    /// <summary>As <see cref="OwnerAsync"/>, with a table of the owner's: notes.</summary>
    internal async Task<IcebergCaller> OwnerOfNotesAsync(TestProduct product)
    {
        var owner = await OwnerAsync(product);
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(product.Domain, "notes")).Status);
        return owner;
    }

    /// <summary>Registers a product, and calls the Iceberg catalog as its service, which has made its table.</summary>
    internal async Task<IcebergCaller> ServiceWithTableAsync(TestProduct product)
    {
        await RegisterAsync(product);
        var service = new IcebergCaller(this, Service(product.Domain));
        Assert.Equal(HttpStatusCode.OK, (await service.CreateAsync(product.Domain, "orders_v1")).Status);
        return service;
    }

    /// <summary>Runs a statement, and returns how many rows it changed.</summary>
    internal async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync();
    }

    private sealed class Undo(CatalogFixture catalog, string sql, params object[] values) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await catalog.ExecuteAsync(sql, values);
    }
}

using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;
using MeshStarter.TestKit;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// The services of a measure, each the shipped program as a process of its own with its shipped settings, on the mesh's own
/// PostgreSQL, which flushes, in a folder of the disk on which the benchmark is started.
/// </summary>
internal sealed class MeasuredMesh : IAsyncDisposable
{
    private const string PostgresPassword = "measured";

    private static readonly string[] Roles = ["governance", "catalog", "orders", "load", "scratch"];

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(Environment.CurrentDirectory, $"mesh-benchmark-{Guid.NewGuid():N}"));
    private readonly List<(string Name, ServiceProcess Process)> _services = [];
    private readonly List<(string Name, TimeSpan Took)> _starts = [];
    private readonly Dictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private readonly int _postgres = FreePort.Take();
    private readonly string? _published;

    private MeasuredMesh(string? published) => _published = published;

    /// <summary>The folder of all buckets.</summary>
    public string Buckets => Path.Combine(_folder.FullName, "buckets");

    /// <summary>Starts PostgreSQL, governance and the catalog.</summary>
    /// <param name="domains">Domains whose services have an identity; they do not run.</param>
    /// <param name="published">The folder with the published folder of each service; the programs of the benchmark's own build without it.</param>
    public static async Task<MeasuredMesh> StartAsync(IReadOnlyList<string>? domains = null, string? published = null)
    {
        var mesh = new MeasuredMesh(published);
        try
        {
            var postgres = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Mesh:Data"] = mesh._folder.FullName,
                ["Mesh:Postgres:Port"] = $"{mesh._postgres}",
                ["Mesh:Postgres:Password"] = PostgresPassword,
            };
            foreach (var role in Roles)
            {
                postgres[$"Mesh:Postgres:Databases:{role}:Password"] = PostgresPassword;
            }

            mesh._services.Add(("postgres", await ServiceProcess.StartAsync("MeshStarter.EmbeddedPostgres.dll", _ => postgres)));
            await mesh.StartAsync("Governance", address =>
            {
                var settings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Mesh:Identity:Authority"] = Plain(address),
                    // The benchmark requests one token of each kind and keeps it.
                    ["Mesh:Identity:Issuer:TokenLifetime"] = "1.00:00:00",
                };
                foreach (var (service, at) in Roles.Append("query").Select((name, at) => (name, at)))
                {
                    settings[$"Mesh:Identity:Issuer:Audiences:{at}"] = service;
                    settings[$"Mesh:Identity:Issuer:Clients:{service}:Secret"] = Secret(service);
                }

                settings["Mesh:Identity:Issuer:Clients:orders:Domain"] = "orders";
                settings["Mesh:Identity:Issuer:Clients:load:Domain"] = "load";
                settings["Mesh:Identity:Issuer:Clients:scratch:Domain"] = "scratch";
                foreach (var domain in domains ?? [])
                {
                    settings[$"Mesh:Identity:Issuer:Clients:{domain}:Secret"] = Secret(domain);
                    settings[$"Mesh:Identity:Issuer:Clients:{domain}:Domain"] = domain;
                }

                return settings;
            });
            await mesh.StartAsync("Catalog", _ => new() { ["Mesh:Storage:Buckets"] = mesh.Buckets });
            return mesh;
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the query proxy.</summary>
    /// <param name="auditFolder">The folder of its audit journal; one on the disk of the mesh without it.</param>
    /// <param name="durability">The place where a decision is before its answer leaves.</param>
    /// <param name="peer">The proxy <c>b</c>, to which it gives every second statement.</param>
    /// <param name="name">Its name among several.</param>
    public Task<ServiceProcess> StartQueryAsync(string? auditFolder = null, AuditDurability durability = AuditDurability.Disk, Uri? peer = null, string name = "a") => StartAsync("QueryProxy", _ => new(Peers(peer))
    {
        ["Mesh:Query:Name"] = name,
        ["Mesh:Storage:Buckets"] = Buckets,
        ["Mesh:Audit:Durability"] = $"{durability}",
        ["Mesh:Audit:Folder"] = auditFolder ?? Path.Combine(_folder.FullName, "audit", durability == AuditDurability.Disk ? $"query-{name}" : "query-hashes"),
    }, "query");

    /// <summary>Starts a domain's service; it is healthy once its products are registered.</summary>
    /// <param name="assembly">The domain, as its project is named.</param>
    /// <param name="program">The path of its program; that of the benchmark's own build without it.</param>
    /// <param name="further">Further settings.</param>
    public Task<ServiceProcess> StartDomainAsync(string assembly, string? program = null, Dictionary<string, string>? further = null) => StartAsync(
        assembly,
        address => new(further ?? [])
        {
            ["Mesh:Storage:Bucket"] = Path.Combine(Buckets, assembly.ToLowerInvariant()),
            ["Mesh:PublicUrl"] = address.ToString(),
        },
        program: program);

    /// <summary>The time from the start of each service until it was healthy, in the order of their starts.</summary>
    public IReadOnlyList<(string Name, TimeSpan Took)> Starts => _starts;

    /// <summary>The running services.</summary>
    public IReadOnlyList<(string Name, int Id)> Processes => [.. _services.Select(service => (service.Name, service.Process.Id))];

    /// <summary>Gets the address of a service.</summary>
    public Uri AddressOf(string service) => _addresses[service];

    /// <summary>Gets a role's database.</summary>
    public string DatabaseOf(string role) => $"Host=127.0.0.1;Port={_postgres};Database={role};Username={role};Password={PostgresPassword};SSL Mode=Disable;GSS Encryption Mode=Disable;Maximum Pool Size=20";

    /// <summary>Opens a database.</summary>
    public async Task<NpgsqlConnection> OpenDatabaseAsync(string role)
    {
        var connection = new NpgsqlConnection(DatabaseOf(role));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Creates a client of a service with the identity of a domain's service.</summary>
    public async Task<HttpClient> ClientAsync(string service, string client)
    {
        using var http = new HttpClient { BaseAddress = AddressOf("governance") };
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", client), new("client_secret", Secret(client))]);
        using var response = await http.PostAsync(new Uri("connect/token", UriKind.Relative), form);
        return await ClientAsync(service, response);
    }

    /// <summary>Creates a client of a service with the identity of a persona.</summary>
    public async Task<HttpClient> PersonAsync(string service, string persona)
    {
        using var http = new HttpClient { BaseAddress = AddressOf("governance") };
        using var response = await http.PostAsJsonAsync("dev/token", new { persona });
        return await ClientAsync(service, response);
    }

    /// <summary>Creates the bucket, catalog and writer of a domain, as its service has them.</summary>
    public async Task<DomainTables> TablesOfAsync(string domain)
    {
        var http = await ClientAsync("catalog", domain);
        http.BaseAddress = new Uri(http.BaseAddress!, "iceberg/");
        return new DomainTables(new Bucket(Path.Combine(Buckets, domain)), new RestTableCatalog(http));
    }

    /// <summary>Kills a service.</summary>
    public async Task StopAsync(ServiceProcess service)
    {
        _services.RemoveAll(running => running.Process == service);
        await service.DisposeAsync();
    }

    /// <summary>Kills all services of a name.</summary>
    public async Task StopAllAsync(string name)
    {
        foreach (var (_, service) in _services.Where(running => running.Name == name).ToList())
        {
            await StopAsync(service);
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var (_, service) in Enumerable.Reverse(_services))
        {
            await service.DisposeAsync();
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                _folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (tries < 20)
            {
                // What a service started may write until it sees that the service is gone.
                await Task.Delay(250);
            }
        }
    }

    private async Task<HttpClient> ClientAsync(string service, HttpResponseMessage token)
    {
        token.EnsureSuccessStatusCode();
        var bearer = (await token.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        return new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = AddressOf(service), DefaultRequestHeaders = { Authorization = new("Bearer", bearer) } };
    }

    private async Task<ServiceProcess> StartAsync(string assembly, Func<Uri, Dictionary<string, string>> settings, string? name = null, string? program = null)
    {
        name ??= assembly.ToLowerInvariant();
        program ??= _published is null ? $"MeshStarter.{assembly}.dll" : Path.Combine(_published, assembly, $"MeshStarter.{assembly}.dll");
        var began = Stopwatch.GetTimestamp();
        var service = await ServiceProcess.StartAsync(program, address =>
        {
            _addresses[name] = address;
            var all = settings(address);
            all["ConnectionStrings:database"] = DatabaseOf(name);
            all["Mesh:Data"] = _folder.FullName;
            all.TryAdd("Mesh:Audit:Folder", Path.Combine(_folder.FullName, "audit", name));
            all["Mesh:Identity:Audience"] = name;
            all["Mesh:Identity:ClientId"] = name;
            all["Mesh:Identity:ClientSecret"] = Secret(name);
            all.TryAdd("Mesh:Identity:Authority", Plain(AddressOf("governance")));
            foreach (var (other, where) in _addresses)
            {
                all[$"services:{other}:http:0"] = where.ToString();
            }

            return all;
        });
        _starts.Add((name, Stopwatch.GetElapsedTime(began)));
        _services.Add((name, service));
        return service;
    }

    private static Dictionary<string, string> Peers(Uri? peer) =>
        peer is null ? [] : new(StringComparer.Ordinal) { ["Mesh:Query:Peers:b"] = Plain(peer) };

    private static string Plain(Uri address) => address.ToString().TrimEnd('/');

    private static string Secret(string client) => $"the secret of {client} 0123456789";
}

/// <summary>A domain's tables, as its service has them.</summary>
internal sealed class DomainTables : IDisposable
{
    public DomainTables(Bucket bucket, RestTableCatalog catalog)
    {
        Catalog = catalog;
        Reader = new TableReader(bucket.Store, new ManifestCache(32 << 20), new FileShapes(10_000));
        Writer = new TableWriter(bucket, Reader, catalog, TimeProvider.System);
    }

    public RestTableCatalog Catalog { get; }

    public TableReader Reader { get; }

    public TableWriter Writer { get; }

    public void Dispose() => Writer.Dispose();
}

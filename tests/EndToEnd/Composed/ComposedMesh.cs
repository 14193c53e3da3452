using System.Collections.Concurrent;
using MeshStarter.EndToEnd.Storage;
using MeshStarter.TestKit.Providers;
using Npgsql;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>
/// The mesh of the published Compose file as processes of this machine, in Production: each service has the environment that the file gives it, with
/// values of the filled .env, and addresses of this machine for those of the file's network.
/// </summary>
internal sealed class ComposedMesh : IAsyncDisposable
{
    private const string Port = "8080";

    // For all services to be healthy: each waits for the others.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // What the file starts that is not of this repository.
    private static readonly string[] Foreign = ["postgres", "store", "compose-dashboard"];

    private readonly TestFolder _folder = new();
    private readonly OperatorsServer _server = new();
    private readonly MinioServer _store = new();
    private readonly List<ServiceReplica> _replicas = [];
    private readonly List<RoundRobin> _turns = [];
    private readonly ConcurrentDictionary<string, int> _replicaPorts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ports = ComposeFile.Services.Keys.Except(Foreign).ToDictionary(name => name, _ => FreePort.Take(), StringComparer.Ordinal);
    private string? _administrator;

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing { get; private set; }

    /// <summary>The processes of all services.</summary>
    public IReadOnlyList<ServiceReplica> Replicas => _replicas;

    /// <summary>The address of a service, of all of its processes where it has several.</summary>
    public Uri AddressOf(string service) => new($"http://127.0.0.1:{_ports[service]}");

    /// <summary>The connection of the server's administrator to the database of a service.</summary>
    public string DatabaseOf(string service) => new NpgsqlConnectionStringBuilder(_administrator) { Database = service }.ConnectionString;

    /// <summary>Starts the stores.</summary>
    public async Task StartStoresAsync()
    {
        await _store.InitializeAsync();
        await _server.InitializeAsync();
        Missing = _store.Missing ?? (_server.IsAvailable ? null : "No PostgreSQL server is installed here.");
    }

    /// <summary>Starts the setup, and after it all services at once, as Compose does; returns when all are healthy.</summary>
    /// <param name="authority">The provider.</param>
    /// <param name="clients">The clients at the provider, by service.</param>
    /// <param name="settings">The lines of <c>mesh.env</c>.</param>
    /// <param name="machine">Variables of this machine.</param>
    /// <param name="replicas">The processes of each service. With two, the first has its disk, and the second none that outlives it (docs/deploy.md).</param>
    /// <param name="earlier">The repository of an earlier release, whose programs are the first processes, and healthy before the others start; null for this one's.</param>
    /// <param name="published">The folder of the published programs; null for those that were built.</param>
    public async Task StartAsync(
        string authority, IReadOnlyDictionary<string, ProviderClient> clients, IEnumerable<string> settings, IReadOnlyDictionary<string, string> machine, int replicas = 1, string? earlier = null, string? published = null)
    {
        var values = await FillAsync(authority, clients);
        _administrator = await _server.CreateDatabaseAsync();
        // What the file itself says of a service counts before mesh.env, as in Compose.
        var shared = settings.Select(line => KeyValuePair.Create(line.Split('=', 2)[0], line.Split('=', 2)[1])).ToList();
        var (exit, said) = await new ServiceReplica("setup", 1, EnvironmentOf("setup", [.. machine])) { Published = published }.RunAsync();
        Assert.True(exit == 0, said);
        foreach (var service in ComposeFile.Services.Keys.Except(Foreign).Where(name => name != "setup"))
        {
            List<ServiceReplica> own = [.. Enumerable.Range(1, replicas).Select(number => new ServiceReplica(service, number, EnvironmentOf(service, [.. shared, .. machine], replicas == 1 ? null : number), hasDisk: number == 1) { Published = published })];
            if (replicas > 1)
            {
                _turns.Add(await RoundRobin.StartAsync(_ports[service], [.. own.Select(replica => replica.Address)]));
            }

            _replicas.AddRange(own);
        }

        foreach (var together in _replicas.GroupBy(replica => earlier is not null && replica.Number > 1).OrderBy(group => group.Key))
        {
            await StartAsync([.. together], earlier is not null && !together.Key ? earlier : BuiltService.Repository);
        }

        Dictionary<string, string> EnvironmentOf(string service, List<KeyValuePair<string, string>> more, int? number = null)
        {
            var environment = new Dictionary<string, string>(more, StringComparer.Ordinal);
            foreach (var (name, value) in Composed(ComposeFile.Services[service], values, new NpgsqlConnectionStringBuilder(_administrator)).Concat(number is { } own ? ReplicaSettings(service, own) : []))
            {
                environment[name] = value;
            }

            return environment;
        }
    }

    /// <summary>Ends each service as a container engine does, and returns the exit codes.</summary>
    public async Task<IReadOnlyDictionary<string, int>> StopAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var ended = await Task.WhenAll(_replicas.Select(async replica => (replica.Name, Exit: await replica.StopAsync(patience.Token))));
        return ended.ToDictionary(replica => replica.Name, replica => replica.Exit, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        foreach (var turns in _turns)
        {
            await turns.DisposeAsync();
        }

        await _store.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task StartAsync(List<ServiceReplica> replicas, string repository)
    {
        replicas.ForEach(replica => replica.Repository = repository);
        replicas.ForEach(replica => replica.Start());
        foreach (var replica in replicas)
        {
            await replica.UntilHealthyAsync(Patience);
        }
    }

    // docs/deploy.md: what replicas need alongside the settings that they share.
    private Dictionary<string, string> ReplicaSettings(string service, int number)
    {
        var port = _replicaPorts.GetOrAdd($"{service}-{number}", _ => FreePort.Take());
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["HTTP_PORTS"] = $"{port}", ["Mesh__Data"] = Path.Combine(_folder.Path, $"{service}-{number}") };
        if (number == 2 && service is not ("governance" or "portal"))
        {
            settings["Mesh__Audit__Durability"] = "Governance";
        }

        if (service == "query")
        {
            var (own, other) = number == 1 ? ("a", "b") : ("b", "a");
            settings["Mesh__Query__Name"] = own;
            settings[$"Mesh__Query__Peers__{other}"] = $"http://127.0.0.1:{_replicaPorts.GetOrAdd($"{service}-{3 - number}", _ => FreePort.Take())}";
        }

        return settings;
    }

    // By the script that an operator runs. The secrets of the two stores are those of the tests' servers.
    private async Task<IReadOnlyDictionary<string, string>> FillAsync(string authority, IReadOnlyDictionary<string, ProviderClient> clients)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "docker-compose.yaml"), ComposeFile.Text);
        var file = Path.Combine(_folder.Path, ".env");
        await File.WriteAllLinesAsync(file,
        [
            $"IDENTITY_AUTHORITY={authority}", $"QUERY_PUBLIC_URL={AddressOf("query").ToString().TrimEnd('/')}", $"STORE_PASSWORD={MinioServer.RootSecretKey}", $"POSTGRES_PASSWORD={PostgresCluster.Password}",
            .. clients.SelectMany(client => new[] { $"{client.Key.ToUpperInvariant()}_CLIENT_ID={client.Value.Id}", $"{client.Key.ToUpperInvariant()}_CLIENT_SECRET={client.Value.Secret}" }),
        ]);
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("sh", [ComposeFile.FillScript, _folder.Path], input: "");
        Assert.True(exit == 0, errors);
        Assert.Empty(output);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        return (await File.ReadAllLinesAsync(file)).Where(line => line.Length > 0).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    private Dictionary<string, string> Composed(ComposedService service, IReadOnlyDictionary<string, string> values, NpgsqlConnectionStringBuilder server)
    {
        return service.Environment.Where(variable => !variable.Key.StartsWith("OTEL_", StringComparison.Ordinal)).ToDictionary(variable => variable.Key, variable => Here(variable.Key, variable.Value), StringComparer.Ordinal);

        string Here(string name, string value) => name switch
        {
            "HTTP_PORTS" => $"{_ports[service.Name]}",
            "Mesh__Data" => Path.Combine(_folder.Path, service.Name),
            "Mesh__Storage__S3__AccessKey" when service.Name == "setup" => MinioServer.RootAccessKey,
            _ => Addresses(ComposeFile.Filled(value, values)),
        };

        string Addresses(string value)
        {
            value = value.Replace("http://store:9000", _store.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
                .Replace("Host=postgres;Port=5432", $"Host={server.Host};Port={server.Port}", StringComparison.Ordinal);
            return _ports.Aggregate(value, (text, port) => text.Replace($"http://{port.Key}:{Port}", AddressOf(port.Key).ToString().TrimEnd('/'), StringComparison.Ordinal));
        }
    }
}

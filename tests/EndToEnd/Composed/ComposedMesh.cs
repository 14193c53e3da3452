using System.Diagnostics;
using System.Reflection;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Storage;
using MeshStarter.TestKit;
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

    private readonly TemporaryFolder _folder = new();
    private readonly OperatorsServer _server = new();
    private readonly MinioServer _store = new();
    private readonly List<(string Name, Process Process, Task<string[]> Said)> _processes = [];
    private readonly Dictionary<string, IReadOnlyList<KeyValuePair<string, string>>> _environments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ports = ComposeFile.Services.Keys.Except(Foreign).ToDictionary(name => name, _ => FreePort.Take(), StringComparer.Ordinal);

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing { get; private set; }

    /// <summary>The address of a service.</summary>
    public Uri AddressOf(string service) => new($"http://127.0.0.1:{_ports[service]}");

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
    public async Task StartAsync(string authority, IReadOnlyDictionary<string, ProviderClient> clients, IEnumerable<string> settings, IReadOnlyDictionary<string, string> machine)
    {
        var values = await FillAsync(authority, clients);
        // What the file itself says of a service counts before mesh.env, as in Compose.
        var shared = settings.Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        var server = new NpgsqlConnectionStringBuilder(await _server.CreateDatabaseAsync());
        foreach (var service in ComposeFile.Services.Values.Where(service => !Foreign.Contains(service.Name)))
        {
            _environments[service.Name] = [.. service.Name == "setup" ? [] : shared, .. EnvironmentOf(service, values, server), .. machine];
        }

        var (exit, said) = await EndAsync(Start("setup", _environments["setup"]));
        Assert.True(exit == 0, said);
        var services = _environments.Keys.Where(name => name != "setup").ToList();
        services.ForEach(name => _processes.Add(Start(name, _environments[name])));
        foreach (var name in services)
        {
            await UntilHealthyAsync(name, _environments[name]);
        }
    }

    /// <summary>Ends a service as <c>kill -9</c> does, and starts it again.</summary>
    public async Task RestartAsync(string name)
    {
        var index = _processes.FindIndex(started => started.Name == name);
        _processes[index].Process.Kill(entireProcessTree: true);
        await _processes[index].Process.WaitForExitAsync();
        _processes[index].Process.Dispose();
        _processes[index] = Start(name, _environments[name]);
    }

    /// <summary>Ends each service as a container engine does, and returns the exit codes.</summary>
    public async Task<IReadOnlyDictionary<string, int>> StopAsync()
    {
        foreach (var (_, process, _) in _processes)
        {
            using var signal = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await signal.WaitForExitAsync();
        }

        using var patience = new CancellationTokenSource(Patience);
        await Task.WhenAll(_processes.Select(started => started.Process.WaitForExitAsync(patience.Token)));
        return _processes.ToDictionary(started => started.Name, started => started.Process.ExitCode, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, process, _) in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        await _store.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
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
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("sh", [Path.Combine(AppContext.BaseDirectory, "compose", "fill-env.sh"), _folder.Path], input: "");
        Assert.True(exit == 0, errors);
        Assert.Empty(output);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        return (await File.ReadAllLinesAsync(file)).Where(line => line.Length > 0).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    private Dictionary<string, string> EnvironmentOf(ComposedService service, IReadOnlyDictionary<string, string> values, NpgsqlConnectionStringBuilder server)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, service.Name)).FullName;
        return service.Environment.Where(variable => !variable.Key.StartsWith("OTEL_", StringComparison.Ordinal)).ToDictionary(variable => variable.Key, variable => Here(variable.Key, variable.Value), StringComparer.Ordinal);

        string Here(string name, string value) => name switch
        {
            "HTTP_PORTS" => $"{_ports[service.Name]}",
            "Mesh__Data" => folder,
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

    // Nothing but the file's environment reaches a service, and what a machine needs to run it.
    private static (string Name, Process Process, Task<string[]> Said) Start(string name, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [AssemblyOf(name), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in start.Environment.Keys.Where(variable => variable.Contains("__", StringComparison.Ordinal) || variable.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || variable == "DOTNET_ENVIRONMENT").ToList())
        {
            start.Environment.Remove(variable);
        }

        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        start.WorkingDirectory = Path.GetDirectoryName(AssemblyOf(name));
        var process = Process.Start(start)!;
        return (name, process, Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
    }

    private static async Task<(int Exit, string Said)> EndAsync((string Name, Process Process, Task<string[]> Said) started)
    {
        await started.Process.WaitForExitAsync();
        var said = string.Join('\n', await started.Said);
        var exit = started.Process.ExitCode;
        started.Process.Dispose();
        return (exit, $"{started.Name} ended with {exit}: {said}");
    }

    // By the command that the file has as the service's health check.
    private async Task UntilHealthyAsync(string name, IReadOnlyCollection<KeyValuePair<string, string>> environment)
    {
        Assert.Equal(Path.GetFileName(AssemblyOf(name)), ComposeFile.Services[name].Check[1]);
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            var (exit, said) = await EndAsync(Start(name, environment, [.. ComposeFile.Services[name].Check.Skip(2)]));
            if (exit == 0)
            {
                return;
            }

            var (_, process, output) = _processes.Single(started => started.Name == name);
            Assert.False(process.HasExited, process.HasExited ? $"{name} ended: {string.Join('\n', await output)}" : "");
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, said);
        }
    }

    // The built folder of the project whose image it is.
    private static string AssemblyOf(string service)
    {
        var type = typeof(Projects.AppHost).Assembly.GetTypes().Single(type => type.Namespace == "Projects" && string.Equals(type.Name, service == "query" ? "QueryProxy" : service.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        var project = (string)type.GetProperty("ProjectPath", BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)!.GetValue(Activator.CreateInstance(type))!;
        return BuiltService.ProgramIn(Path.GetDirectoryName(project)!);
    }
}

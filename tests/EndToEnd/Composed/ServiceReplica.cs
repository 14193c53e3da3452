using System.Diagnostics;
using System.Reflection;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>A process of a service of a Compose file, which may be ended and started again.</summary>
/// <param name="service">The service.</param>
/// <param name="number">Which of the service's processes it is, from 1.</param>
/// <param name="environment">Its environment, complete.</param>
/// <param name="hasDisk">Whether its folder outlives it.</param>
internal sealed class ServiceReplica(string service, int number, IReadOnlyDictionary<string, string> environment, bool hasDisk = true) : IAsyncDisposable
{
    /// <summary>The longest wait for one that starts while all others work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // That of the file: what has not ended by then is killed.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(15);

    private Process? _process;
    private Task<string[]>? _said;

    /// <summary>The repository that its program was built in.</summary>
    public string Repository { get; set; } = BuiltService.Repository;

    /// <summary>The folder of the published programs, which run as in a container: as another user, and on a read-only file system but for their folder; null for those that were built.</summary>
    public string? Published { get; init; }

    /// <summary>Number of the process among those of its service, from 1.</summary>
    public int Number => number;

    /// <summary>The service with the number.</summary>
    public string Name => $"{service}-{number}";

    /// <summary>Its own address.</summary>
    public Uri Address => new($"http://127.0.0.1:{environment["HTTP_PORTS"]}");

    /// <summary>Starts it, with an empty folder unless that outlives it.</summary>
    public void Start()
    {
        var folder = environment["Mesh__Data"];
        if (!hasDisk && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);

        _process?.Dispose();
        (_process, _said) = Begin(Published is null ? [] : ConfinedProcess.Command(folder));
    }

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it as a container engine does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await _process!.TerminateAsync(cancellationToken);
        return _process!.ExitCode;
    }

    /// <summary>Ends it as a container engine does, which it does well, and starts it again.</summary>
    /// <param name="repository">The repository whose program it is then; null for the same as before.</param>
    public async Task RestartAsync(string? repository = null)
    {
        using var grace = new CancellationTokenSource(GracePeriod);
        var exit = await StopAsync(grace.Token);
        Assert.True(exit == 0, $"{Name} ended with {exit}");
        Repository = repository ?? Repository;
        Start();
        await UntilHealthyAsync(Patience);
    }

    /// <summary>Runs its program once alongside it, to the end.</summary>
    /// <returns>The exit code, and all that it said.</returns>
    public async Task<(int Exit, string Said)> RunAsync(params string[] arguments)
    {
        var (process, said) = Begin([], arguments);
        using (process)
        {
            await process.WaitForExitAsync();
            return (process.ExitCode, $"{Name} ended with {process.ExitCode}: {string.Join('\n', await said)}");
        }
    }

    /// <summary>Waits until it is healthy, by the command that the file has as the service's health check.</summary>
    /// <param name="patience">The longest wait.</param>
    public async Task UntilHealthyAsync(TimeSpan patience)
    {
        var check = ComposeFile.Services[service].Check;
        Assert.Equal(Path.GetFileName(Assembly), check[1]);
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            var (exit, said) = await RunAsync([.. check.Skip(2)]);
            if (exit == 0)
            {
                return;
            }

            Assert.False(_process!.HasExited, _process.HasExited ? $"{Name} ended: {string.Join('\n', await _said!)}" : "");
            Assert.True(Stopwatch.GetElapsedTime(began) < patience, said);
        }
    }

    public async ValueTask DisposeAsync() => await _process.EndAsync();

    // Of the project whose image it is.
    private string Assembly
    {
        get
        {
            var type = typeof(Projects.AppHost).Assembly.GetTypes().Single(type => type.Namespace == "Projects" && string.Equals(type.Name, service == "query" ? "QueryProxy" : service.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
            var project = (string)type.GetProperty("ProjectPath", BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)!.GetValue(Activator.CreateInstance(type))!;
            var folder = Path.GetRelativePath(BuiltService.Repository, Path.GetDirectoryName(project)!);
            return Published is null ? BuiltService.ProgramIn(Path.Combine(Repository, folder)) : PublishedFolder.ProgramIn(folder, Published);
        }
    }

    // Nothing but the file's environment reaches a service, and what a machine needs to run it.
    private (Process Process, Task<string[]> Said) Begin(IReadOnlyList<string> confinement, params string[] arguments)
    {
        string[] command = [.. confinement, "dotnet", Assembly, .. arguments];
        var others = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(variable => variable.Contains("__", StringComparison.Ordinal) || variable.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || variable == "DOTNET_ENVIRONMENT");
        // Without the runtime's diagnostics, as the images have it.
        var variables = others.Select(variable => KeyValuePair.Create(variable, (string?)null))
            .Concat(environment.Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value))).Append(new("DOTNET_EnableDiagnostics", "0"));
        var process = ForeignProgram.Start(command[0], command[1..], Path.GetDirectoryName(Assembly), variables);
        return (process, Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
    }
}

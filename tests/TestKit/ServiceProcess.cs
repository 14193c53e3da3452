using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace MeshStarter.TestKit;

/// <summary>A real service of the mesh as a process of its own: for its output, its exit code and its end.</summary>
public sealed class ServiceProcess : ServiceUnderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly bool _withChildren;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Task<IReadOnlyList<string>> _output;
    private readonly Task<IReadOnlyList<string>> _errors;

    private ServiceProcess(Process process, Uri address, bool withChildren)
        : base(address)
    {
        _withChildren = withChildren;
        _process = process;
        _output = ReadAsync(_process.StandardOutput);
        _errors = ReadAsync(_process.StandardError);
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>All that it has written so far.</summary>
    public string Log => string.Concat(_lines.Select(line => line + "\n"));

    /// <summary>Starts it and waits until it is healthy.</summary>
    /// <param name="assembly">The file that is the service.</param>
    /// <param name="settings">Its settings, by the address that it listens on. It is in Development, and listens on nothing else, unless they say so.</param>
    /// <param name="at">Where it listens; on a free port where it is null.</param>
    /// <param name="withChildren">Whether its disposal ends the processes that it started, too.</param>
    public static async Task<ServiceProcess> StartAsync(string assembly, Func<Uri, Dictionary<string, string>> settings, Uri? at = null, bool withChildren = false)
    {
        var address = at ?? new Uri($"http://localhost:{FreePort.Take()}");
        IEnumerable<KeyValuePair<string, string?>> all =
            [new("ASPNETCORE_ENVIRONMENT", "Development"), new("ASPNETCORE_URLS", address.ToString()), .. settings(address).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))];
        var service = new ServiceProcess(Start(assembly, all, []), address, withChildren);
        if (await service._process.AnswersAsync(IsHealthyAsync, Patience))
        {
            return service;
        }

        await using (service)
        {
            await service.KillAsync();
            throw new InvalidOperationException($"{assembly} did not become healthy: {await service.EndAsync()}");
        }

        async Task<bool> IsHealthyAsync()
        {
            using var health = await service.Client.GetAsync("/health");
            return health.IsSuccessStatusCode;
        }
    }

    /// <summary>Runs it until it ends.</summary>
    /// <param name="assembly">The file that is the service.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="by">A command that the program and its arguments follow; the program by itself where it is null.</param>
    /// <param name="until">The beginning of a line of its output after which it is ended in order; it ends by itself where it is null.</param>
    /// <param name="at">The address at which it would listen; where it is null, the result says no.</param>
    public static async Task<(int ExitCode, IReadOnlyList<string> Errors, IReadOnlyList<string> Output, bool HasListened)> RunAsync(
        string assembly, IEnumerable<KeyValuePair<string, string?>> settings, IReadOnlyList<string>? by = null, string? until = null, Uri? at = null)
    {
        await using var service = new ServiceProcess(Start(assembly, settings, by ?? []), at ?? new Uri("http://localhost"), withChildren: false);
        using var patience = new CancellationTokenSource(Patience);
        await using var end = patience.Token.Register(service._process.Kill);
        var hasListened = false;
        for (; !service._process.HasExited; await Task.Delay(20, CancellationToken.None))
        {
            hasListened = hasListened || (at is not null && await ListensAsync(at));
            if (until is not null && service._lines.Any(line => line.StartsWith(until, StringComparison.Ordinal)))
            {
                until = null;
                await service.StopAsync(patience.Token);
            }
        }

        return (service._process.ExitCode, await service._errors, await service._output, hasListened);
    }

    /// <summary>Waits until it has written a text.</summary>
    /// <returns>The lines that have it.</returns>
    public Task<IReadOnlyList<string>> LoggedAsync(string text) => Eventually.GetAsync<IReadOnlyList<string>>(
        () => _lines.Where(line => line.Contains(text, StringComparison.Ordinal)).ToList() is { Count: > 0 } found ? found : null, $"the log has: {text}");

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code and all that it wrote.</returns>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
        return $"{_process.ExitCode} {Log}";
    }

    /// <summary>Ends it in order, as a container's host does.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        await _process.TerminateAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_withChildren && !_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await KillAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static Process Start(string assembly, IEnumerable<KeyValuePair<string, string?>> settings, IReadOnlyList<string> by)
    {
        string[] command = [.. by, "dotnet", Path.Combine(AppContext.BaseDirectory, assembly)];
        // A process that is killed leaves the sockets of the runtime's diagnostics in the temporary folder.
        var environment = settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)).Prepend(new("DOTNET_EnableDiagnostics", "0"));
        // Each watches the folder that it is started in, and gets an event for every file of a benchmark's tables where that is the benchmark's.
        return ForeignProgram.Start(command[0], command[1..], AppContext.BaseDirectory, environment);
    }

    private static async Task<bool> ListensAsync(Uri address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<string>> ReadAsync(StreamReader stream)
    {
        var lines = new List<string>();
        while (await stream.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            _lines.Enqueue(line);
        }

        return lines;
    }
}

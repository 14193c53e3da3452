using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using MeshStarter.TestKit;

namespace MeshStarter.Governance.Tests;

/// <summary>A governance as its own process: for its output, its exit code and its end.</summary>
internal sealed class GovernanceProcess : RunningGovernance
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private bool _disposed;

    private GovernanceProcess(Process process, Uri address)
        : base(address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
        _output = ReadAsync(process.StandardOutput);
        _errors = process.StandardError.ReadToEndAsync();
    }

    public override HttpClient Client { get; }

    /// <summary>Starts it and waits until it is healthy.</summary>
    public static async Task<GovernanceProcess> StartAsync(string database, string data, int? port = null, Dictionary<string, string?>? settings = null)
    {
        var governance = Begin(database, data, port ?? FreePort.Take(), settings);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience && !governance._process.HasExited; await Task.Delay(50))
        {
            try
            {
                using var health = await governance.Client.GetAsync("/health");
                if (health.IsSuccessStatusCode)
                {
                    return governance;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }
        governance._process.Kill();
        throw new InvalidOperationException($"governance did not become healthy: {await governance._output} {await governance._errors}");
    }

    /// <summary>Starts it where it must refuse, and returns what it said.</summary>
    public static async Task<(int ExitCode, string Errors, string Output, bool Listened)> RefuseAsync(string database, string data, Dictionary<string, string?> settings)
    {
        await using var governance = Begin(database, data, FreePort.Take(), settings);
        var listened = false;
        while (!governance._process.HasExited)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", governance.Address.Port);
                listened = true;
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
        return (governance._process.ExitCode, await governance._errors, await governance._output, listened);
    }

    /// <summary>Waits until it has logged a text.</summary>
    public async Task LoggedAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private async Task<string> ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
        }

        return string.Concat(_lines.Select(line => line + "\n"));
    }

    /// <summary>Ends it as Ctrl+C does and returns its exit code and all it printed.</summary>
    public async Task<(int ExitCode, string Printed)> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _output + await _errors);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static GovernanceProcess Begin(string database, string data, int port, Dictionary<string, string?>? settings)
    {
        var address = new Uri($"http://localhost:{port}");
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MeshStarter.Governance.dll"));
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (name, value) in Settings(database, data, address))
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in settings ?? [])
        {
            start.Environment[name] = value;
        }

        return new GovernanceProcess(Process.Start(start)!, address);
    }
}

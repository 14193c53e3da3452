using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>A real service of the mesh as its own process, queried through its own port.</summary>
public sealed class ServiceProcess : ServiceUnderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ServiceProcess(Process process, Uri address)
        : base(address)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and waits until it is healthy.</summary>
    /// <param name="assembly">The file that is the service.</param>
    /// <param name="settings">Its settings, by the address it is to listen on.</param>
    /// <param name="at">Where it is to listen; somewhere free where no one says.</param>
    public static async Task<ServiceProcess> StartAsync(string assembly, Func<Uri, Dictionary<string, string>> settings, Uri? at = null)
    {
        var address = at ?? new Uri($"http://localhost:{FreePort.Take()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // Each watches the folder that it is started in, and gets an event for every file of a benchmark's tables where that is the benchmark's.
        start.WorkingDirectory = AppContext.BaseDirectory;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (name, value) in settings(address))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var service = new ServiceProcess(Process.Start(start)!, address);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience && !service._process.HasExited; await Task.Delay(50))
        {
            try
            {
                using var health = await service.Client.GetAsync("/health");
                if (health.IsSuccessStatusCode)
                {
                    return service;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        service._process.Kill();
        throw new InvalidOperationException($"{assembly} did not become healthy: {await service._output} {await service._errors}");
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code and all that it wrote.</returns>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync();
        return $"{_process.ExitCode} {await _output} {await _errors}";
    }

    /// <summary>Ends it in order, as a container's host does.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync(cancellationToken);
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }
}

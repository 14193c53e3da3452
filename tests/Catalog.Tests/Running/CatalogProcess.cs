using System.Diagnostics;
using MeshStarter.TestKit;

namespace MeshStarter.Catalog.Tests.Running;

/// <summary>A catalog as its own process: for its output, its exit code and its end.</summary>
internal sealed class CatalogProcess : RunningCatalog
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private CatalogProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public override HttpClient Client { get; }

    /// <summary>Starts it and waits until it is healthy.</summary>
    public static async Task<CatalogProcess> StartAsync(string database, string buckets, string issuer, Uri governance)
    {
        var address = new Uri($"http://localhost:{FreePort.Take()}");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["ASPNETCORE_URLS"] = address.ToString() };
        foreach (var (name, value) in Settings(database, buckets, issuer, governance))
        {
            settings[name] = value;
        }

        var catalog = new CatalogProcess(Process.Start(Command(settings))!, address);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(3) && !catalog._process.HasExited; await Task.Delay(50))
        {
            try
            {
                using var health = await catalog.Client.GetAsync("/health");
                if (health.IsSuccessStatusCode)
                {
                    return catalog;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        catalog._process.Kill();
        throw new InvalidOperationException($"The catalog did not become healthy: {await catalog._output} {await catalog._errors}");
    }

    /// <summary>Starts it where it must refuse, and returns what it said.</summary>
    public static async Task<(int ExitCode, string Errors)> RefuseAsync(Dictionary<string, string?> settings)
    {
        using var process = Process.Start(Command(settings))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await output;
        return (process.ExitCode, errors);
    }

    /// <summary>Ends it without a word, as a loss of power would.</summary>
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
        await KillAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static ProcessStartInfo Command(Dictionary<string, string?> settings)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MeshStarter.Catalog.dll"));
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}

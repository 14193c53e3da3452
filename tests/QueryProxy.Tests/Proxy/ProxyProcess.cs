using System.Diagnostics;
using System.Text;
using MeshStarter.TestKit;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The service as it runs in a mesh: a process of its own, with all its settings in its environment.</summary>
public sealed class ProxyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private ProxyProcess(Process process, Uri http, Uri https)
    {
        (_process, Http, Https) = (process, http, https);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Http { get; }

    public Uri Https { get; }

    public int Id => _process.Id;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it is healthy.</summary>
    /// <param name="settings">Its environment.</param>
    /// <param name="address">Where it listens; null for a port that is free.</param>
    public static async Task<ProxyProcess> StartAsync(IReadOnlyDictionary<string, string> settings, Uri? address = null)
    {
        var (http, https) = (address ?? new Uri($"http://localhost:{FreePort.Take()}"), new Uri($"https://localhost:{FreePort.Take()}"));
        var start = new ProcessStartInfo("dotnet", [typeof(QueryOptions).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = $"{http.OriginalString};{https.OriginalString}";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var proxy = new ProxyProcess(Process.Start(start)!, http, https);
        using var client = new HttpClient();
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            if (await IsHealthyAsync(client, http))
            {
                return proxy;
            }

            if (proxy._process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                // Its last lines are read behind its end.
                await proxy.DisposeAsync();
                throw new InvalidOperationException($"The proxy did not come up: {proxy.Log}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>The one line of the log that is about this, such as a query's id.</summary>
    public async Task<string> LineAsync(string about)
    {
        using var timeout = new CancellationTokenSource(Patience);
        string[] lines;
        while ((lines = [.. Log.Split('\n').Where(line => line.Contains(about, StringComparison.Ordinal))]).Length == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), timeout.Token);
        }

        return Assert.Single(lines);
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Ends it as a service manager does.</summary>
    public async Task StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, Uri http)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(http, "/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Text;
using MeshStarter.EmbeddedPostgres.Servers;
using MeshStarter.TestKit;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>The resource's process as the AppHost starts it, in a process group of its own.</summary>
internal sealed class OwnerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(1) };

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    private OwnerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _error));
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static OwnerProcess Launch(IReadOnlyDictionary<string, string> settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        // env: a test run in the background of a shell ignores SIGINT, and so would all its children.
        var start = new ProcessStartInfo(
            "setsid", ["env", "--default-signal=INT,QUIT", Environment.ProcessPath!, "exec", typeof(EmbeddedPostgresOptions).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (setting, value) in settings)
        {
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        if (settings.TryGetValue("PATH", out string? path))
        {
            start.Environment["PATH"] = path;
        }

        return new(Process.Start(start)!, address);
    }

    public void Send(Signal signal) => Signals.Send(Id, signal);

    public void Terminate() => Signals.Send(Id, (Signal)15);

    /// <summary>Ends it in order.</summary>
    public async Task StopAsync()
    {
        Terminate();
        Assert.Equal(0, await ExitedAsync());
    }

    /// <summary>As the kernel does for a terminal that is closed or a group that is killed.</summary>
    public void KillGroup() => Signals.Send(-Id, Signal.Kill);

    public async Task HealthyAsync()
    {
        await Eventually.HoldsAsync(
            async () => _process.HasExited || await StatusAsync("/health") == (HttpStatusCode.OK, "Healthy"), "the server is healthy", TimeSpan.FromMinutes(3));
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"It ended with {_process.ExitCode}: {Error}");
        }
    }

    /// <summary>Waits until the process has written the text: health is answered from elsewhere, and may arrive before a line.</summary>
    public Task SaidAsync(string text) =>
        Eventually.HoldsAsync(() => Output.Contains(text, StringComparison.Ordinal), $"the output has: {text}");

    public async Task<(HttpStatusCode Code, string Body)?> StatusAsync(string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        request.Headers.Host = host;
        try
        {
            using var response = await Http.SendAsync(request);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async Task<int> ExitedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _process.WaitForExitAsync(patience.Token);
        await _reading.WaitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Processes that this one started, and theirs.</summary>
    public IReadOnlyList<int> Children() => ProcessTable.DescendantsOf(Id);

    public async ValueTask DisposeAsync() => await _process.EndAsync();

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}

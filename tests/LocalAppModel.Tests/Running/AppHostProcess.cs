using System.Collections.Concurrent;
using System.Diagnostics;

namespace MeshStarter.LocalAppModel.Tests.Running;

/// <summary>The AppHost of the test apps as a process, in a group of its own as a terminal would give it.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private const string Marker = "LOCALAPPMODEL_TEST";

    private readonly Process _process;
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Task _reading;
    private readonly string _journal = Path.Combine(Path.GetTempPath(), $"localappmodel-{Guid.NewGuid():N}");

    private AppHostProcess(string[] args)
    {
        var tail = Path.GetRelativePath(Path.Combine(Projects.AppHost.ProjectPath, "..", ".."), AppContext.BaseDirectory);
        var program = Path.Combine(Projects.AppHost.ProjectPath, tail, "LocalAppModel.TestApps.AppHost");
        // A test run in the background of a shell ignores SIGINT, and its children would too.
        var start = new ProcessStartInfo("setsid") { WorkingDirectory = Projects.AppHost.ProjectPath, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["env", "--default-signal=INT", program, $"--Journal={_journal}", .. args])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Marker] = _mark;
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = "http://localhost:1";
        _process = Process.Start(start)!;
        Id = _process.Id;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    public int Id { get; }

    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>The lines that the apps wrote as they ended, in order.</summary>
    public string[] Journal => File.Exists(_journal) ? File.ReadAllLines(_journal) : [];

    /// <summary>Everything that it started and that still runs, at whatever remove; without the watchdog.</summary>
    public IReadOnlyList<int> Left => [.. ProcessTable.With(Marker, _mark).Where(id => id != Id)];

    public IReadOnlyList<int> Watchdogs => [.. ProcessTable.ChildrenOf(Id).Where(id => ProcessTable.CommandLineOf(id).Contains("watchdog.sh", StringComparison.Ordinal))];

    public static AppHostProcess Start(params string[] args)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        return new AppHostProcess(args);
    }

    public static async Task<AppHostProcess> StartAsync(params string[] args)
    {
        var host = Start(args);
        await host.Says("web | web is up");
        return host;
    }

    public Task<string> Says(string text) =>
        Eventually.GetAsync(() => Lines.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)), $"'{text}' in: {string.Join('\n', Lines)}");

    public void Signal(string signal, int? to = null)
    {
        using var kill = Process.Start("kill", ["-s", signal, "--", $"{to ?? Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end, and for its last line: the process may be over before that is read.</summary>
    public async Task<int> ExitCode(TimeSpan? within = null)
    {
        await _process.WaitForExitAsync().WaitAsync(within ?? TimeSpan.FromMinutes(2));
        // What it left behind may hold its output open; the tests look for that themselves.
        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(10)));
        return _process.ExitCode;
    }

    public int ChildCalled(string resource) =>
        Left.Single(id => File.ReadAllText($"/proc/{id}/environ").Split('\0').Contains($"OTEL_SERVICE_NAME={resource}"));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal("KILL");
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        foreach (var left in Left)
        {
            Signal("KILL", left);
        }

        File.Delete(_journal);
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            Lines.Enqueue(line);
        }
    }
}

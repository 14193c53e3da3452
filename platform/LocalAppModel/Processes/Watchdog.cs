using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Logging;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Ends the children when this process is gone, also by kill -9: one small shell for all of them reads a pipe whose other
/// end only this process holds, and end of file sets it to work (<c>watchdog.sh</c>). It replaces a parent-death signal,
/// which .NET cannot set, which knows no order and which macOS has not. On Windows a job object does it.
/// </summary>
internal sealed class Watchdog(ILogger<Watchdog> logger, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Variable by which children of this run are found.</summary>
    internal const string RunVariable = "APPMODEL_RUN";

    // A shell that cannot run at all must not be started again and again.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private string _plan = "";
    private Process? _shell;
    private bool _disposed;

    /// <summary>The run's id.</summary>
    internal string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Says what runs, in the order in which it is to end.</summary>
    internal void Watch(IEnumerable<IEnumerable<int>> groups)
    {
        lock (_lock)
        {
            if (_disposed || OperatingSystem.IsWindows())
                return;
            _plan = string.Join(' ', groups.Select(g => string.Join(',', g.Select(id => id.ToString(CultureInfo.InvariantCulture)))));
            Send();
        }
    }

    /// <summary>Starts the shell before there is anything to watch.</summary>
    internal void Start() => Watch([]);

    /// <summary>Lets the shell end, and end what it still finds.</summary>
    public async ValueTask DisposeAsync()
    {
        Process? shell;
        lock (_lock)
        {
            _disposed = true;
            (shell, _shell) = (_shell, null);
        }

        if (shell is null)
            return;

        try
        {
            await shell.StandardInput.WriteAsync("end\n");
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }

        await Task.WhenAny(shell.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(2), time));
        shell.Dispose();
    }

    private void Send()
    {
        _shell ??= StartShell();
        try
        {
            _shell.StandardInput.Write(_plan + "\n");
            _shell.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It ended just now; its replacement is told.
        }
    }

    private Process StartShell()
    {
        var script = Path.Combine(Path.GetDirectoryName(typeof(Watchdog).Assembly.Location)!, "Processes", "watchdog.sh");
        var path = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin" };
        var shell = Process.Start(SessionLauncher.Describe(new ChildCommand("/bin/sh", [script, Run], "/", path.ToFrozenDictionary(StringComparer.Ordinal))))!;
        _ = ReplaceAsync(shell);
        return shell;
    }

    private async Task ReplaceAsync(Process shell)
    {
        var started = time.GetTimestamp();
        await shell.WaitForExitAsync();
        if (time.GetElapsedTime(started) < Pause)
            await Task.Delay(Pause, time);
        lock (_lock)
        {
            if (_disposed)
                return;
            _shell = null;
            Send();
        }

        logger.WatchdogRestarted();
    }
}

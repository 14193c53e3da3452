using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Logging;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Ends the children when this process is gone, also by kill -9. One small shell (<c>watchdog.sh</c>) reads a pipe with the other end
/// in this process only; end of file makes it end the children. It replaces a parent-death signal, which .NET cannot set, which has no
/// order and which macOS does not have. On Windows a job object does this.
/// </summary>
internal sealed class Watchdog(ILogger<Watchdog> logger, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Variable that identifies children of this run.</summary>
    internal const string RunVariable = "APPMODEL_RUN";

    // A shell that cannot run must not be restarted in a loop.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private string _plan = "";
    private Process? _shell;
    private bool _disposed;

    /// <summary>The run's id.</summary>
    internal string Run { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Sends the running process groups, in the order in which they end.</summary>
    internal void Watch(IEnumerable<IEnumerable<int>> groups)
    {
        lock (_lock)
        {
            if (_disposed || OperatingSystem.IsWindows())
            {
                return;
            }

            _plan = string.Join(' ', groups.Select(g => string.Join(',', g.Select(id => id.ToString(CultureInfo.InvariantCulture)))));
            Send();
        }
    }

    /// <summary>Starts the shell before any child.</summary>
    internal void Start() => Watch([]);

    /// <summary>Makes the shell end the remaining processes and exit.</summary>
    public async ValueTask DisposeAsync()
    {
        Process? shell;
        lock (_lock)
        {
            _disposed = true;
            (shell, _shell) = (_shell, null);
        }

        if (shell is null)
        {
            return;
        }

        try
        {
            await shell.StandardInput.WriteAsync("end\n");
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell has ended.
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
            // The shell has just ended; its replacement gets the line.
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
        {
            await Task.Delay(Pause, time);
        }

        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _shell = null;
            Send();
        }

        logger.WatchdogRestarted();
    }
}

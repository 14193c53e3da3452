using System.ComponentModel;
using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>Notes which files and folders this process flushes to disk, as strace sees it.</summary>
public sealed class FlushTrace : IDisposable
{
    private readonly Process _strace;
    private readonly string _log = Path.GetTempFileName();

    private FlushTrace(Func<string, Process> start) => _strace = start(_log);

    /// <summary>Begins, or skips the test where there is no strace, or it may not trace.</summary>
    public static FlushTrace Start()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux has strace");
        FlushTrace? trace = null;
        try
        {
            trace = new FlushTrace(static log => Process.Start(new ProcessStartInfo("strace", ["-f", "-y", "-e", "trace=fsync", "-o", log, "-p", $"{Environment.ProcessId}"]) { RedirectStandardError = true, UseShellExecute = false })!);
        }
        catch (Win32Exception)
        {
            Skip.If(true, "there is no strace");
        }

        // Traces all threads that there are.
        var said = trace!._strace.StandardError.ReadLine();
        var isAttached = said?.Contains("attached", StringComparison.Ordinal) == true;
        if (!isAttached)
        {
            trace.Dispose();
        }

        Skip.IfNot(isAttached, $"strace may not trace: {said}");
        return trace;
    }

    /// <summary>Ends, and returns the paths that were flushed, each as often as it was.</summary>
    public IReadOnlyList<string> End()
    {
        // SIGINT: it detaches from all threads.
        SmallDisk.Run("kill", "-INT", $"{_strace.Id}");
        _strace.WaitForExit();
        return [.. File.ReadAllLines(_log).Where(line => line.Contains("fsync(", StringComparison.Ordinal) && line.Contains('<', StringComparison.Ordinal)).Select(line => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)])];
    }

    public void Dispose()
    {
        if (!_strace.HasExited)
        {
            End();
        }

        _strace.Dispose();
        File.Delete(_log);
    }
}

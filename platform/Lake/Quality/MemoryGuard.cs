using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MeshStarter.Lake.Quality;

/// <summary>
/// Keeps a query that a domain wrote from taking the process with it: the engine's own limit does not count what single values hold
/// (<c>repeat</c> of a thousand million characters went far past it). The process's growth is looked at every few milliseconds, and on
/// Linux the kernel refuses what is requested at once.
/// </summary>
internal sealed partial class MemoryGuard : IDisposable
{
    private const long MostBytes = 1L << 30;

    // An allocation that the kernel refuses fails for the whole process at that moment: a limit far enough above it stops one huge allocation alone.
    private const ulong MostMappedBytes = 2UL << 30;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly Lock Limits = new();
    private static int _guards;
    private static ResourceLimit _limitBefore;

    private readonly long _before = Environment.WorkingSet;
    private readonly CancellationTokenSource _exceeded = new();
    private readonly Timer _timer;
    private readonly bool _isLimited;

    /// <summary>Begins to look.</summary>
    public MemoryGuard()
    {
        _isLimited = OperatingSystem.IsLinux() && Environment.Is64BitProcess && TryLimit();
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Is cancelled when the process grew too much.</summary>
    public CancellationToken Exceeded => _exceeded.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(false);
        if (_timer.Dispose(ended))
        {
            ended.WaitOne();
        }

        if (_isLimited && OperatingSystem.IsLinux())
        {
            Unlimit();
        }

        _exceeded.Dispose();
    }

    private void Look()
    {
        if (Environment.WorkingSet - _before > MostBytes)
        {
            _exceeded.Cancel();
        }
    }

    [SupportedOSPlatform("linux")]
    private static bool TryLimit()
    {
        lock (Limits)
        {
            if (_guards == 0 && GetLimit(Data, out _limitBefore) != 0)
            {
                return false;
            }

            // Renewed with each guard: where guards overlap for long, the process may have grown up to the limit of the first.
            // size resident shared text lib data dt, in pages
            var mapped = ulong.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[5], null) * (ulong)Environment.SystemPageSize;
            if (SetLimit(Data, _limitBefore with { Current = Math.Min(_limitBefore.Current, mapped + MostMappedBytes) }) != 0)
            {
                return false;
            }

            _guards++;
            return true;
        }
    }

    [SupportedOSPlatform("linux")]
    private static void Unlimit()
    {
        lock (Limits)
        {
            if (--_guards == 0 && SetLimit(Data, _limitBefore) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }
    }

    // RLIMIT_DATA of x64 and arm64 (asm-generic/resource.h).
    private const int Data = 2;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Current, ulong Maximum);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);
}

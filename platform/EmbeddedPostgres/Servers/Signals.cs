using System.Runtime.InteropServices;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>PostgreSQL's three ways to end, and their numbers on Linux and macOS.</summary>
internal enum Signal
{
    /// <summary>SIGINT, fast: sessions are ended, everything is written.</summary>
    Interrupt = 2,

    /// <summary>SIGQUIT, immediate: the next start recovers.</summary>
    Quit = 3,

    /// <summary>SIGKILL: the next start recovers, and clears up.</summary>
    Kill = 9,
}

/// <summary>Sends a signal; Windows has none and ends the process.</summary>
internal static partial class Signals
{
    public static void Send(int pid, Signal signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Kill(pid, (int)signal);
            return;
        }

        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}

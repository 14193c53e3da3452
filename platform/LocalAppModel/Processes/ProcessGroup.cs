using System.Runtime.InteropServices;

namespace Aspire.Hosting.Processes;

/// <summary>Signals to a child and to all that it started, which share its group unless they left it.</summary>
internal static partial class ProcessGroup
{
    private const int NoSuchProcess = 3; // ESRCH, the same on Linux and macOS
    private const int Probe = 0;
    private const int SigKill = 9;
    private const int SigTerm = 15;

    internal static void Terminate(int leader) => _ = Kill(leader, SigTerm);

    internal static void TerminateAll(int leader) => _ = Kill(-leader, SigTerm);

    internal static void KillAll(int leader) => _ = Kill(-leader, SigKill);

    internal static bool Exists(int leader) => Kill(-leader, Probe) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);
}

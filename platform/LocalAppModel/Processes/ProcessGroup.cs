using System.Globalization;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Processes;

/// <summary>Sends signals to a child and to all processes that it started, which share its group unless they left it.</summary>
internal static partial class ProcessGroup
{
    private const int NoSuchProcess = 3; // ESRCH, the same on Linux and macOS
    private const int Probe = 0;
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const uint CtrlBreakEvent = 1;

    /// <summary>Signals a child to end. On Windows it is the break of its console, which .NET's host handles like SIGTERM elsewhere.</summary>
    internal static void Terminate(int leader) => _ = OperatingSystem.IsWindows() ? GenerateConsoleCtrlEvent(CtrlBreakEvent, (uint)leader) : Kill(leader, SigTerm) == 0;

    internal static void TerminateAll(int leader) => _ = Kill(-leader, SigTerm);

    internal static void KillAll(int leader) => _ = Kill(-leader, SigKill);

    /// <summary>Returns whether a process of the group runs; zombies do not count.</summary>
    internal static bool Exists(int leader) =>
        (Kill(-leader, Probe) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess)
        && (!OperatingSystem.IsLinux() || Directory.EnumerateDirectories("/proc").Any(process => RunsInGroup(process, leader)));

    // In a container the first process often reaps orphans late or never. 12 (a name) S 1 12 …: state, parent, group.
    private static bool RunsInGroup(string process, int group)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(process)[0]))
        {
            return false;
        }

        try
        {
            var stat = File.ReadAllText(Path.Combine(process, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [not "Z", _, var its, ..] && int.Parse(its, CultureInfo.InvariantCulture) == group;
        }
        catch (IOException)
        {
            return false; // it ended while we looked
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateConsoleCtrlEvent(uint controlEvent, uint processGroup);
}

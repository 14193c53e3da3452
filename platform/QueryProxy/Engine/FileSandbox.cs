using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MeshStarter.QueryProxy.Engine;

/// <summary>
/// Landlock (Linux 5.13): the calling thread, and every thread that it starts, can from here on read the paths given and no
/// others, write nothing and open no TCP connection. It holds where a hole in the engine would open what the engine keeps locked:
/// the mesh's passwords, other processes' environments, the rest of the disk.
/// </summary>
internal static partial class FileSandbox
{
    private const string Library = "libc";

    // linux/landlock.h
    private const ulong Execute = 1 << 0;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadDirectory = 1 << 3;
    private const ulong BindTcp = 1 << 0;
    private const ulong ConnectTcp = 1 << 1;
    private const int RulePathBeneath = 1;
    private const nint AskVersion = 1;

    // asm-generic/unistd.h: the same on x64 and arm64.
    private const nint CreateRuleset = 444;
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;

    private const int SetNoNewPrivileges = 38;
    private const int OpenPath = 0x200000 | 0x80000; // O_PATH | O_CLOEXEC

    /// <summary>Puts the sandbox up; false where the kernel has none.</summary>
    /// <param name="folders">Folders that may be read with all that is in them; one that is not there is passed over.</param>
    public static bool TryRaise(IEnumerable<string> folders)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            return false;
        }

        var version = (int)Syscall(CreateRuleset, 0, 0, AskVersion, 0);
        return version >= 1 && Raise(version, folders);
    }

    [SupportedOSPlatform("linux")]
    private static unsafe bool Raise(int version, IEnumerable<string> folders)
    {
        var handled = new Ruleset(FileAccessOf(version), version >= 4 ? BindTcp | ConnectTcp : 0);
        var ruleset = (int)Syscall(CreateRuleset, (nint)(&handled), version >= 4 ? sizeof(Ruleset) : sizeof(ulong), 0, 0);
        if (ruleset < 0)
        {
            return false;
        }

        try
        {
            foreach (var folder in folders)
            {
                Allow(ruleset, folder);
            }

            return Control(SetNoNewPrivileges, 1, 0, 0, 0) == 0 && Syscall(RestrictSelf, ruleset, 0, 0, 0) == 0;
        }
        finally
        {
            _ = Close(ruleset);
        }
    }

    private static unsafe void Allow(int ruleset, string path)
    {
        var opened = Open(path, OpenPath);
        if (opened < 0)
        {
            return;
        }

        var rule = new PathBeneath(Directory.Exists(path) ? Execute | ReadFile | ReadDirectory : ReadFile, opened);
        _ = Syscall(AddRule, ruleset, RulePathBeneath, (nint)(&rule), 0);
        _ = Close(opened);
    }

    // Each version of the interface knows further rights; a right that is not named stays free.
    private static ulong FileAccessOf(int version) => version switch
    {
        1 => (1UL << 13) - 1,
        2 => (1UL << 14) - 1,
        3 or 4 => (1UL << 15) - 1,
        _ => (1UL << 16) - 1,
    };

    /// <summary>The system files that an engine without files of its own still reads.</summary>
    public static IEnumerable<string> OfTheSystem =>
    [
        AppContext.BaseDirectory,
        // …/shared/Microsoft.NETCore.App/10.0.0/
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/sys/devices/system", "/sys/fs/cgroup",
        "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}"),
        "/dev/null", "/dev/urandom", "/dev/random",
    ];

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Ruleset(ulong HandledFileAccess, ulong HandledNetworkAccess);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct PathBeneath(ulong AllowedAccess, int Parent);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Syscall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>Linux, as far as the sandbox needs it.</summary>
internal static partial class Kernel
{
    private const string Library = "libc";
    private const nint AskVersion = 1;
    private const nint AskAction = 2;

    // linux/fcntl.h
    private const nint SetPipeSize = 1031;

    private const uint ReturnError = 0x00050000;
    private const nint CloseOnExecute = 1;
    private const nint Executable = 0x10;
    private const int InvalidArgument = 22;

    public static Architecture Architecture => RuntimeInformation.ProcessArchitecture;

    public static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    /// <summary>The version of Landlock's interface; 0 where there is none.</summary>
    public static int LandlockVersion() => Math.Max(0, (int)Invoke(SystemCalls.CreateRuleset, 0, 0, AskVersion));

    /// <summary>Whether system calls can be filtered.</summary>
    public static unsafe bool HasFilters()
    {
        var action = ReturnError;
        return Invoke(SystemCalls.Seccomp, AskAction, 0, (nint)(&action)) == 0;
    }

    /// <summary>Makes a file in memory that can be executed; null where that is forbidden.</summary>
    public static unsafe SafeFileHandle? TryOpenMemory()
    {
        fixed (byte* name = "mesh-worker"u8)
        {
            // Kernels before 6.3 know no Executable, and all their files in memory are.
            var file = Invoke(SystemCalls.MemoryFile, (nint)name, CloseOnExecute | Executable, 0);
            if (file < 0 && Marshal.GetLastPInvokeError() == InvalidArgument)
            {
                file = Invoke(SystemCalls.MemoryFile, (nint)name, CloseOnExecute, 0);
            }

            return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
        }
    }

    /// <summary>Gives a file a second name on the same file system; returns 0, or the error's number.</summary>
    public static int TryLink(string path, string name) => Link(path, name) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Lets a pipe hold so many bytes; where the system forbids it, it stays as it is.</summary>
    public static void Widen(SafeHandle pipe, int bytes)
    {
        if (OperatingSystem.IsLinux() && Architecture is Architecture.X64 or Architecture.Arm64)
        {
            Invoke(SystemCalls.FileControl, pipe.DangerousGetHandle(), SetPipeSize, bytes);
        }
    }

    private static nint Invoke(SystemCall call, nint first, nint second, nint third) => Syscall(call.On(Architecture)!.Value, first, second, third);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Syscall(nint number, nint first, nint second, nint third);

    [LibraryImport(Library, EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string path, string name);
}

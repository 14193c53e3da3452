using System.Runtime.InteropServices;
using System.Text;

namespace MeshStarter.ServiceDefaults.Audit;

/// <summary>Brings the entries of a folder to disk: a flush of a file does not, and a machine that fails could lose the name of a flushed file.</summary>
internal static partial class FolderFlush
{
    /// <summary>Flushes a folder; on Windows, whose file systems keep a journal of names, it does nothing.</summary>
    /// <exception cref="IOException">The disk refuses it.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        // 0: for reading.
        var handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (handle < 0)
            throw Failed(folder);
        try
        {
            if (Sync(handle) != 0)
                throw Failed(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failed(string folder) => new($"{folder} cannot be flushed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(byte[] path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}

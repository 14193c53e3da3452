using System.Runtime.InteropServices;

namespace MeshStarter.ServiceDefaults.Files;

/// <summary>
/// Brings the names in a folder to disk: a flush of a file does not, and a machine that fails could lose the name of a flushed file. Storage and the
/// command line, which reference no service, compile this file too.
/// </summary>
internal static partial class FolderFlush
{
    /// <summary>Flushes a folder; on Windows, which keeps names in its journal and opens no folder as a file, it does nothing.</summary>
    /// <exception cref="IOException">The folder does not exist, or the disk refuses it.</exception>
    public static void Run(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folders.
        var descriptor = Open(folder, OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000); // O_RDONLY | O_CLOEXEC
        if (descriptor < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            // A file system that has no flush of folders says so: EINVAL, and some EBADF.
            if (Sync(descriptor) != 0 && Marshal.GetLastPInvokeError() is not (22 or 9))
            {
                throw new IOException($"The folder {folder} cannot be flushed: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}

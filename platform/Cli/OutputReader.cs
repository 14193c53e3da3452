using System.Runtime.InteropServices;

namespace MeshStarter.Cli;

/// <summary>The program that reads standard output where that is a pipe. The console's streams pass over a pipe that has no reader any more.</summary>
internal static partial class OutputReader
{
    private const int StandardOutput = 1;
    private const short Error = 0x8;
    private const short HangUp = 0x10;

    /// <summary>Ends the command where the reader has gone.</summary>
    /// <exception cref="OutputClosedException">It has.</exception>
    public static void Require()
    {
        var output = new Descriptor { Number = StandardOutput };
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected && Poll(ref output, 1, timeoutMs: 0) > 0 && (output.Returned & (Error | HangUp)) != 0)
        {
            throw new OutputClosedException();
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref Descriptor descriptors, nuint count, int timeoutMs);

    // struct pollfd, the same on Linux and macOS.
    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public int Number;
        public short Requested;
        public short Returned;
    }
}

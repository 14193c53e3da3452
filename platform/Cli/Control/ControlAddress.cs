using System.Net.Sockets;
using System.Text;

namespace MeshStarter.Cli.Control;

/// <summary>
/// The Unix socket at which the AppHost of a data folder takes commands: <c>control/apphost.sock</c> in a folder that only its own user may enter. The AppHost
/// compiles this file too.
/// </summary>
internal sealed class ControlAddress : IDisposable
{
    // macOS takes 104 bytes, Linux 108.
    private const int LongestPath = 100;

    private readonly string? _shortcut;

    private ControlAddress(string path, string? shortcut) => (EndPoint, _shortcut) = (new UnixDomainSocketEndPoint(path), shortcut);

    /// <summary>The address for the system's calls.</summary>
    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>The folder of the socket.</summary>
    public static string FolderIn(string data) => Path.Combine(data, "control");

    /// <summary>The file of the socket.</summary>
    public static string FileIn(string data) => Path.Combine(FolderIn(data), "apphost.sock");

    /// <summary>The file that the AppHost of a data folder keeps locked until its last process has ended.</summary>
    public static string LockIn(string data) => Path.Combine(data, "mesh.lock");

    /// <summary>The file that the owner of the database server of a data folder keeps locked until it has ended, as a rule after the server.</summary>
    public static string ServerLockIn(string data) => Path.Combine(data, "postgres.lock");

    /// <summary>The file with the process that holds the lock.</summary>
    public static string HolderIn(string data) => Path.Combine(data, "mesh.pid");

    /// <summary>Gets the address. Where the path is too long for the system's calls, it leads through a link of this process, until it is disposed of.</summary>
    /// <exception cref="IOException">The link cannot be made.</exception>
    public static ControlAddress In(string data)
    {
        if (Encoding.UTF8.GetByteCount(FileIn(data)) <= LongestPath || OperatingSystem.IsWindows())
        {
            return new ControlAddress(FileIn(data), shortcut: null);
        }

        var shortcut = Directory.CreateTempSubdirectory("mesh").FullName;
        var link = Path.Combine(shortcut, "c");
        Directory.CreateSymbolicLink(link, FolderIn(data));
        return new ControlAddress(Path.Combine(link, Path.GetFileName(FileIn(data))), shortcut);
    }

    public void Dispose()
    {
        if (_shortcut is not null)
        {
            File.Delete(Path.Combine(_shortcut, "c"));
            Directory.Delete(_shortcut);
        }
    }
}

namespace MeshStarter.ServiceDefaults.Files;

/// <summary>Makes folders that only their owner may enter.</summary>
public static class OwnerFolder
{
    /// <summary>Makes a folder, and those above it that are missing. One that exists stays as it is. On Windows a folder has the rights of the one above it.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not make it.</exception>
    public static DirectoryInfo Make(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}

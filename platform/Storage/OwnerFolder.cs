namespace MeshStarter.Platform.Storage;

/// <summary>Makes folders that only their owner may enter.</summary>
internal static class OwnerFolder
{
    /// <summary>Makes a folder, and those above it that are missing. One that exists stays as it is. On Windows a folder has the rights of the one above it.</summary>
    public static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

namespace MeshStarter.WholeMesh;

/// <summary>Temporary folders that the database server, another user where this one is root, can reach into.</summary>
internal static class Scratch
{
    private const UnixFileMode Reachable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static DirectoryInfo NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-numbers-");
        File.SetUnixFileMode(folder.FullName, Reachable);
        return folder;
    }
}

namespace MeshStarter.TestKit;

/// <summary>The repository that the tests were built in.</summary>
public static class RepositoryFolder
{
    /// <summary>Absolute path of its root; null where the tests are outside of it.</summary>
    public static string? Found { get; } = Find();

    /// <summary>Absolute path of its root.</summary>
    public static string Root => Found ?? throw new InvalidOperationException($"There is no MeshStarter.sln above {AppContext.BaseDirectory}.");

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MeshStarter.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}

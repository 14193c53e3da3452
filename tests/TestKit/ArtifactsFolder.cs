namespace MeshStarter.TestKit;

/// <summary>The folder in which test runs keep data for the next one: <c>artifacts/</c> of the repository, which git ignores.</summary>
public static class ArtifactsFolder
{
    private static readonly string Root = Find();

    /// <summary>A folder in it, which exists.</summary>
    public static string Of(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MeshStarter.sln")))
            {
                return Path.Combine(folder.FullName, "artifacts");
            }
        }

        return Path.Combine(AppContext.BaseDirectory, "artifacts");
    }
}

namespace MeshStarter.TestKit;

/// <summary>The folder in which test runs keep data for the next one: <c>artifacts/</c> of the repository, which git ignores.</summary>
public static class ArtifactsFolder
{
    /// <summary>A folder in it, which exists.</summary>
    public static string Of(string name) => Directory.CreateDirectory(Path.Combine(RepositoryFolder.Found ?? AppContext.BaseDirectory, "artifacts", name)).FullName;
}

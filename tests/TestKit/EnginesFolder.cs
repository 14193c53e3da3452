namespace MeshStarter.TestKit;

/// <summary>
/// The folder of real servers and clients for tests against what no one here wrote: named by the environment variable
/// <c>MESH_ENGINES</c>, else <c>../shared/engines</c> alongside the repository.
/// </summary>
public static class EnginesFolder
{
    private const string Variable = "MESH_ENGINES";

    /// <summary>The folder; null where there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>The message where there is none.</summary>
    public static string Missing => $"there is no folder of engines: {Variable} names none, and ../shared/engines is not alongside the repository";

    private static string? Find()
    {
        var path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
            : RepositoryFolder.Found is { } repository ? System.IO.Path.Combine(repository, "..", "shared", "engines")
            : null;
        return path is not null && Directory.Exists(path) ? path : null;
    }
}

namespace MeshStarter.TestKit;

/// <summary>Foreign servers and clients to prove the mesh against: the folder that <c>MESH_ENGINES</c> names, else <c>../shared/engines</c> beside the repository.</summary>
public static class Engines
{
    /// <summary>A file or folder of one of them; skips the test, with the reason, where it is not there.</summary>
    public static string Require(string name)
    {
        var folder = Environment.GetEnvironmentVariable("MESH_ENGINES") is { Length: > 0 } named ? named : Beside();
        var path = folder is null ? null : Path.Combine(folder, name);
        Skip.If(path is null || !Path.Exists(path), $"There is no {name} of the foreign engines: set MESH_ENGINES, or lay engines/ beside the repository.");
        return path!;
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MeshStarter.sln")))
                return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "engines"));
        }

        return null;
    }
}

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The programs that this build made of the repository's projects.</summary>
internal static class BuiltService
{
    /// <summary>The folder of the repository.</summary>
    public static string Repository => Path.GetDirectoryName(Projects.AppHost.ProjectPath)!;

    /// <summary>The program of a project.</summary>
    /// <param name="folder">The project's folder.</param>
    public static string ProgramIn(string folder)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        var settings = Directory.EnumerateFiles(Path.Combine(folder, "bin", configuration, "net10.0"), "MeshStarter.*.runtimeconfig.json").Single();
        return settings.Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal);
    }
}

namespace MeshStarter.TestKit;

/// <summary>The folder of <c>postgres</c> and <c>initdb</c>.</summary>
internal static class PostgresBinaries
{
    /// <summary>The folder that holds both; null when there is none.</summary>
    public static string? Find() => Folders().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")));

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("MESH_POSTGRES_BIN") is { Length: > 0 } named)
        {
            yield return named;
        }

        // Before the PATH, which may hold wrappers that only start here and not as another user.
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (var version in Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal))
            {
                yield return Path.Combine(version, "bin");
            }
        }
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
    }
}

namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>The repository's tracked files in a temporary folder, as they are in the work tree.</summary>
internal sealed class RepositoryCopy : IDisposable
{
    private static readonly Dictionary<string, string?> NoSettings = [];

    // All that a domain and its tests are built on, directly or not.
    private static readonly string[] Rooms =
    [
        "platform/Audit", "platform/Avro", "platform/Contracts", "platform/Databases", "platform/DuckDb", "platform/EmbeddedPostgres", "platform/Enforcement", "platform/Iceberg", "platform/Lake",
        "platform/PipelineCases", "platform/Pipelines", "platform/Policy", "platform/Samples", "platform/Sdk", "platform/Sdk.Generator", "platform/Sdk.Hosting", "platform/Sdk.Import",
        "platform/Sdk.Pipelines", "platform/Sources", "platform/Sql", "platform/Storage", "platform/Testing", "ServiceDefaults",
    ];

    // Those of a team may be called like the one that is stamped.
    private static readonly string[] Domains = ["domains/Directory.Build.props", "domains/Inventory/", "domains/Orders/", "domains/Payments/"];

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("mesh-templates-");

    private RepositoryCopy() => Folder = Path.Combine(_parent.FullName, "mesh");

    /// <summary>Absolute path of the copy's root.</summary>
    public string Folder { get; }

    /// <summary>The configuration that these tests and the rooms in the copy are built in: bin/Debug/net10.0.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>A folder alongside the copy.</summary>
    public string Without(string name) => Path.Combine(_parent.FullName, name);

    /// <param name="programs">Rooms and domains whose programs run in the copy as they were built here.</param>
    public static async Task<RepositoryCopy> MakeAsync(params IReadOnlyCollection<string> programs)
    {
        var copy = new RepositoryCopy();
        var tracked = (await Command.RunAsync("git", RepositoryFolder.Root, NoSettings, ["ls-files", "-z"])).Succeeded();
        foreach (var file in tracked.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(RepositoryFolder.Root, file)) && IsTaken(file)))
        {
            copy.Take(file);
        }

        // What the build knows of the package feed, so that the copy does not ask again.
        var feed = Path.Combine(RepositoryFolder.Root, "artifacts", "feed");
        foreach (var record in Directory.Exists(feed) ? Directory.EnumerateFiles(feed) : [])
        {
            copy.Take(Path.GetRelativePath(RepositoryFolder.Root, record));
        }

        foreach (var room in Rooms.Except(programs, StringComparer.Ordinal))
        {
            copy.TakeBuilt(room, "bin", IsBuilt);
            copy.TakeBuilt(room, "obj", IsBuilt);
        }

        foreach (var program in programs)
        {
            copy.TakeBuilt(program, "bin", _ => true);
            copy.TakeBuilt(program, "obj", IsBuilt);
        }

        return copy;
    }

    /// <summary>Every file of the copy but for what builds leave, by its path from the root with slashes, with its content.</summary>
    public IReadOnlyDictionary<string, string> Read() =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "artifacts"))
            .ToDictionary(file => file, file => File.ReadAllText(Path.Combine(Folder, file)), StringComparer.Ordinal);

    private static bool IsTaken(string file) => !file.StartsWith("domains/", StringComparison.Ordinal) || Domains.Any(taken => file.StartsWith(taken, StringComparison.Ordinal));

    public void Dispose()
    {
        try
        {
            _parent.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A file that a compiler still holds stays in the temporary folder, which the system clears.
        }
    }

    // What the build that runs these tests made of a room, so that the copy need not build it again. Of a program, files alongside it belong to it.
    private void TakeBuilt(string room, string kind, Func<string, bool> isTaken)
    {
        var made = Path.Combine(RepositoryFolder.Root, room, kind, Configuration);
        foreach (var file in Directory.Exists(made) ? Directory.EnumerateFiles(made, "*", SearchOption.AllDirectories).Where(isTaken) : [])
        {
            Take(Path.GetRelativePath(RepositoryFolder.Root, file));
        }
    }

    private static bool IsBuilt(string file) =>
        Path.GetExtension(file) is ".dll" || Path.GetFileNameWithoutExtension(file) is "apphost" || file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal) || file.EndsWith(".deps.json", StringComparison.Ordinal);

    private void Take(string file)
    {
        var target = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(RepositoryFolder.Root, file), target);
    }
}

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A service as <c>dotnet publish</c> makes it, which takes the place of a running one: as another user, with nothing to write but an empty data folder.</summary>
internal static class PublishedFolder
{
    private const long MostBytes = 200L << 20;

    // Of an orderly end a platform waits for ten seconds; a busy machine has some more here.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(20);

    // Tests that run at a time publish the same projects, whose builds share their folders.
    private static readonly SemaphoreSlim Turn = new(1, 1);

    // The first one builds all that the service references, alongside other tests.
    private static readonly TimeSpan PublishTime = TimeSpan.FromMinutes(20);

    // One that stayed would hold the output open.
    private static readonly Dictionary<string, string?> NoNodeStays = new(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1" };

    private static readonly string[] FoldersOfTheirOwn = ["Mesh__Audit__Folder", "Mesh__Policy__StateFolder", "Mesh__Storage__Cache", "TMPDIR"];

    /// <summary>The projects of the mesh's services, in the order in which published ones take the places of those that run.</summary>
    public static IReadOnlyList<string> Services { get; } =
        ["platform/Governance", "platform/Catalog", "domains/Orders", "domains/Payments", "domains/Inventory", "platform/QueryProxy", "platform/Portal"];

    /// <summary>Publishes the setup and the services of the mesh, or skips the test where they cannot run as in a container.</summary>
    /// <param name="root">The folder of all published ones.</param>
    /// <returns>The folder.</returns>
    public static async Task<string> MakeAllAsync(string root)
    {
        Skip.If(ConfinedProcess.Missing is not null, ConfinedProcess.Missing);
        await Turn.WaitAsync();
        try
        {
            foreach (var project in Services.Prepend("platform/Setup"))
            {
                await MakeAsync(project, root);
            }
        }
        finally
        {
            Turn.Release();
        }

        return root;
    }

    /// <summary>The published program of a project.</summary>
    /// <param name="project">Its path in the repository.</param>
    /// <param name="root">The folder of all published ones.</param>
    public static string ProgramIn(string project, string root) =>
        Directory.EnumerateFiles(Path.Combine(root, Path.GetFileName(project)), "MeshStarter.*.runtimeconfig.json").Single().Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal);

    /// <summary>Stops the built service of a project as a platform does, and starts the published one with the same settings.</summary>
    public static async Task TakePlaceAsync(string project, string root, string data)
    {
        var name = Path.GetFileName(project);
        var resource = name == "QueryProxy" ? "query" : name.ToLowerInvariant();
        var built = MeshProcesses.Capture(data, resource);
        await MeshProcesses.StopAsync(data, resource, EndTime);

        var own = Directory.CreateDirectory(Path.Combine(root, "data-of", resource)).FullName;
        var environment = built.Environment.Where(variable => !FoldersOfTheirOwn.Contains(variable.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal);
        environment["Mesh__Data"] = own;
        environment["DOTNET_EnableDiagnostics"] = "0";
        new StartedProcess([.. ConfinedProcess.Command(own), "dotnet", ProgramIn(project, root)], environment, "/").Start();
    }

    /// <summary>Publishes a project, and asserts what is in the folder.</summary>
    /// <param name="project">Its path in the repository.</param>
    /// <param name="root">The folder of all published ones.</param>
    private static async Task MakeAsync(string project, string root)
    {
        var folder = Path.Combine(root, Path.GetFileName(project));
        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            "dotnet", ["publish", Path.Combine(BuiltService.Repository, project), "-c", "Release", "-o", folder, "-v", "q", "--nologo"], environment: NoNodeStays, patience: PublishTime);
        Assert.True(exit == 0, output + errors);
        var files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => file.Length), 0, MostBytes);
        Assert.DoesNotContain(files, file => file.Name == "web.config" || (file.Name.EndsWith(".xml", StringComparison.Ordinal) && file.Name.StartsWith("MeshStarter.", StringComparison.Ordinal)));
    }
}

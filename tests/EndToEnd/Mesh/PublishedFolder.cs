namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The setup and the services as <c>dotnet publish</c> makes them.</summary>
internal static class PublishedFolder
{
    private const long MostBytes = 200L << 20;

    // Tests that run at a time publish the same projects, whose builds share their folders.
    private static readonly SemaphoreSlim Turn = new(1, 1);

    // The first one builds all that the service references, alongside other tests.
    private static readonly TimeSpan PublishTime = TimeSpan.FromMinutes(20);

    // One that stayed would hold the output open.
    private static readonly Dictionary<string, string?> NoNodeStays = new(StringComparer.Ordinal) { ["MSBUILDDISABLENODEREUSE"] = "1" };

    private static readonly string[] Projects =
        ["platform/Setup", "platform/Governance", "platform/Catalog", "domains/Orders", "domains/Payments", "domains/Inventory", "platform/QueryProxy", "platform/Portal"];

    /// <summary>Publishes the setup and the services of the mesh, or skips the test where they cannot run as in a container.</summary>
    /// <param name="root">The folder of all published ones.</param>
    /// <returns>The folder.</returns>
    public static async Task<string> MakeAllAsync(string root)
    {
        Skip.If(ConfinedProcess.Missing is not null, ConfinedProcess.Missing);
        await Turn.WaitAsync();
        try
        {
            foreach (var project in Projects)
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

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The services of the release before this one, built once of the commit that <c>earlier-release.txt</c> names, and kept.</summary>
internal static class EarlierRelease
{
    private static readonly string[] Projects =
        ["platform/Governance", "platform/Catalog", "platform/QueryProxy", "platform/Portal", "domains/Inventory", "domains/Orders", "domains/Payments"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Builds them.</summary>
    /// <returns>The folder of the release's repository, and the reason why there is none.</returns>
    public static async Task<(string Folder, string? Missing)> BuildAsync()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Composed", "earlier-release.txt"));
        var commit = Assert.Single(lines, line => line.Length > 0 && !line.StartsWith('#'));
        var (known, _, _) = await ForeignProgram.AnswerAsync("git", ["-C", BuiltService.Repository, "cat-file", "-e", $"{commit}^{{commit}}"]);
        if (known != 0)
        {
            return ("", $"this clone is shallow, or no clone: it does not have {commit}");
        }

        var (folder, failure) = await KeptFolder.GetAsync("earlier-release", commit, folder => MakeAsync(commit, folder));
        Assert.True(failure is null, failure);
        return (folder, null);
    }

    private static async Task<string?> MakeAsync(string commit, string folder)
    {
        var archive = Path.Combine(folder, "release.tar");
        string[][] commands =
        [
            ["git", "-C", BuiltService.Repository, "archive", "--output", archive, commit], ["tar", "-xf", archive, "-C", folder],
            .. Projects.Select(project => (string[])["dotnet", "build", Path.Combine(folder, project), "-v", "q", "-nologo"]),
        ];
        foreach (var command in commands)
        {
            var (exit, output, errors) = await ForeignProgram.AnswerAsync(command[0], command[1..], patience: Patience);
            if (exit != 0)
            {
                return $"{string.Join(' ', command)}: {output}{errors}";
            }
        }

        return null;
    }
}

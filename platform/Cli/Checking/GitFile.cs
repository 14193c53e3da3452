namespace MeshStarter.Cli.Checking;

/// <summary>Reads earlier texts of a file from git; there are none without git, or outside of a repository of its.</summary>
internal static class GitFile
{
    /// <summary>The text of the last commit; null for a file that it does not have, and without one.</summary>
    public static Task<string?> HeadAsync(string file, CancellationToken cancellationToken) => ShowAsync(file, "HEAD", cancellationToken);

    /// <summary>Whether there is a last commit, and it does not have the file.</summary>
    public static async Task<bool> IsNewAsync(string file, CancellationToken cancellationToken) => await GitAsync(file, cancellationToken, "ls-tree", "--name-only", "HEAD", "--", Path.GetFileName(file)) is "";

    /// <summary>The texts of the last commits that changed the file, the newest first.</summary>
    public static async Task<IReadOnlyList<string>> CommittedAsync(string file, int commits, CancellationToken cancellationToken)
    {
        List<string> texts = [];
        foreach (var commit in (await GitAsync(file, cancellationToken, "log", "--format=%H", "-n", $"{commits}", "--", Path.GetFileName(file)) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (await ShowAsync(file, commit, cancellationToken) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private static Task<string?> ShowAsync(string file, string commit, CancellationToken cancellationToken) => GitAsync(file, cancellationToken, "show", $"{commit}:./{Path.GetFileName(file)}");

    private static Task<string?> GitAsync(string file, CancellationToken cancellationToken, params string[] arguments) =>
        GitProcess.ReadAsync(Path.GetDirectoryName(Path.GetFullPath(file))!, cancellationToken, arguments);
}

using MeshStarter.Cli.Checking;

namespace MeshStarter.Cli.Gate;

/// <summary>Reads commits of a git repository. The work tree and the index are neither read nor changed.</summary>
/// <param name="root">The full path of its work tree.</param>
internal sealed class GitRepository(string root)
{
    /// <summary>The full path of its work tree.</summary>
    public string Root => root;

    /// <summary>Finds the repository around a folder; null where there is none, or no git.</summary>
    public static async Task<GitRepository?> FindAsync(string folder, CancellationToken cancellationToken) =>
        // The way up, because the full path that git would write has no symbolic links.
        await GitProcess.ReadAsync(folder, cancellationToken, "rev-parse", "--show-cdup") is { } up ? new GitRepository(Path.TrimEndingDirectorySeparator(Path.GetFullPath(up.TrimEnd('\n', '\r'), folder))) : null;

    /// <summary>Returns the commit that a ref names; null where this clone does not have it.</summary>
    public async Task<string?> CommitAsync(string name, CancellationToken cancellationToken) =>
        (await GitProcess.ReadAsync(root, cancellationToken, "rev-parse", "--verify", "--quiet", $"{name}^{{commit}}"))?.Trim();

    /// <summary>Whether commits before some are missing in this clone.</summary>
    public async Task<bool> IsShallowAsync(CancellationToken cancellationToken) => (await GitProcess.ReadAsync(root, cancellationToken, "rev-parse", "--is-shallow-repository"))?.Trim() == "true";

    /// <summary>Returns the full paths and contents of a commit's regular files, by path.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="isWanted">Selects files by the path from the root, with slashes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CliException">Git does not list them.</exception>
    public async Task<IReadOnlyList<(string File, string Blob)>> FilesAsync(string commit, Func<string, bool> isWanted, CancellationToken cancellationToken)
    {
        var tree = await GitProcess.ReadAsync(root, cancellationToken, "ls-tree", "-r", "-z", "--full-tree", commit) ?? throw Unread(commit);
        // 100644 blob 4b825dc642cb6eb9a060e54bf8d69288fbee4904<tab>domains/Orders/…
        return
        [
            .. tree.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(entry => entry.Split('\t', 2))
                .Where(entry => entry is [['1', '0', '0', ..], var path] && isWanted(path))
                .Select(entry => (Path.GetFullPath(entry[1], root), entry[0].Split(' ')[2])),
        ];
    }

    /// <summary>Returns the text of a content.</summary>
    /// <exception cref="CliException">Git does not have it.</exception>
    public async Task<string> TextAsync(string blob, CancellationToken cancellationToken) => await GitProcess.ReadAsync(root, cancellationToken, "cat-file", "blob", blob) ?? throw Unread(blob);

    private static CliException Unread(string name) => new(CliExitCodes.Usage, $"--against: git does not read {name} of this repository. Fix: Have the whole history: \"fetch-depth: 0\" of actions/checkout, or git fetch --unshallow.");
}

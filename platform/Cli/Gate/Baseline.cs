using MeshStarter.Cli.Checking;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Gate;

/// <summary>The descriptors that a change is compared with: those of a commit, of a folder, or of a running mesh.</summary>
/// <param name="Name">The commit, folder or address, as it was given.</param>
/// <param name="Descriptors">The descriptors.</param>
internal sealed record Baseline(string Name, IReadOnlyList<EarlierDescriptor> Descriptors)
{
    /// <summary>The argument that names them.</summary>
    public const string Argument = "--against";

    /// <summary>Whether they are those of a catalog, which does not have what is no part of a contract.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>Returns the address of a mesh; null where a ref or a folder is given.</summary>
    public static Uri? AddressOf(string? given) => Uri.TryCreate(given, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;

    /// <summary>Reads the descriptors that <c>--against</c> names.</summary>
    /// <param name="given">A ref of git, or a folder.</param>
    /// <param name="paths">The files and folders that are checked.</param>
    /// <param name="alsoKnown">A folder whose descriptors the checked ones may name, and may have moved to; null for none.</param>
    /// <param name="find">Finds the descriptors in a folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CliException">It names neither, or both; the commit is not in this clone; a path is in another repository.</exception>
    public static async Task<Baseline> ReadAsync(string given, IReadOnlyList<string> paths, string? alsoKnown, Func<string, IEnumerable<string>> find, CancellationToken cancellationToken)
    {
        if (given.StartsWith('-') || given.Length == 0)
        {
            throw Refused($"{Quoted.Text(given)} is no ref. Fix: Name a commit, a branch or a tag, such as origin/main, a folder, or the address of a mesh.");
        }

        var repository = await GitRepository.FindAsync(Directory.GetCurrentDirectory(), cancellationToken);
        var commit = repository is null ? null : await repository.CommitAsync(given, cancellationToken);
        return (commit, Directory.Exists(given)) switch
        {
            (not null, true) => throw Refused($"{given} is a ref and a folder. Fix: Write refs/heads/{given} for the branch, or ./{given} for the folder."),
            (not null, false) => await OfCommitAsync(given, repository!, commit, paths, alsoKnown, cancellationToken),
            (null, true) => await OfFolderAsync(given, find, cancellationToken),
            _ => throw Refused(await WhyMissingAsync(given, repository, cancellationToken)),
        };
    }

    private static async Task<Baseline> OfCommitAsync(string given, GitRepository repository, string commit, IReadOnlyList<string> paths, string? alsoKnown, CancellationToken cancellationToken)
    {
        List<EarlierDescriptor> descriptors = [];
        var folders = paths.Select(Path.GetFullPath).ToList();
        if (folders.FirstOrDefault(path => !IsWithin(path, repository.Root)) is { } elsewhere)
        {
            throw Refused($"{elsewhere} is not in the repository {repository.Root}. Fix: Run the check in the repository of the checked paths.");
        }

        foreach (var (file, blob) in await repository.FilesAsync(commit, PathOfDescriptor, cancellationToken))
        {
            var isChecked = folders.Exists(folder => IsWithin(file, folder));
            if (isChecked || (alsoKnown is not null && IsWithin(file, alsoKnown)))
            {
                descriptors.Add(new EarlierDescriptor(file, DescriptorReader.Read(await repository.TextAsync(blob, cancellationToken), file).Descriptor, isChecked));
            }
        }

        return new Baseline(given, descriptors);
    }

    private static async Task<Baseline> OfFolderAsync(string folder, Func<string, IEnumerable<string>> find, CancellationToken cancellationToken)
    {
        List<EarlierDescriptor> descriptors = [];
        foreach (var file in find(folder))
        {
            descriptors.Add(new EarlierDescriptor(Path.GetFullPath(file), DescriptorReader.Read(await CheckedFile.ReadAsync(file, cancellationToken), file).Descriptor, IsChecked: true));
        }

        return descriptors.Count > 0 ? new Baseline(folder, descriptors) : throw Refused($"there is no data-product.yaml in {folder}. Fix: Name the folder of the earlier descriptors.");
    }

    // As a search of folders does, it leaves out what was built.
    private static bool PathOfDescriptor(string path) => path.Split('/') is [.. var folders, "data-product.yaml"] && !folders.Any(folder => folder is "bin" or "obj" or "node_modules");

    private static bool IsWithin(string file, string folder) => Path.GetRelativePath(folder, file) is var path && path != ".." && !path.StartsWith($"..{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !Path.IsPathRooted(path);

    private static async Task<string> WhyMissingAsync(string given, GitRepository? repository, CancellationToken cancellationToken) =>
        repository is null ? $"there is no folder {given}, and git shows no repository around the current folder. Fix: Run the check in a clone that git may read, or name a folder."
        : await repository.IsShallowAsync(cancellationToken) ? $"this shallow clone does not have {given}. Fix: Have the whole history: \"fetch-depth: 0\" of actions/checkout, or git fetch --unshallow."
        : $"there is no ref and no folder {given}. Fix: Fetch it, or name another, such as origin/main.";

    private static CliException Refused(string reason) => new(CliExitCodes.Usage, $"{Argument}: {reason}");
}

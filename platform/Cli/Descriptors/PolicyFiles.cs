using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Descriptors;

/// <summary>The files of rules and descriptors that commands read without a mesh.</summary>
internal static class PolicyFiles
{
    private const string Descriptor = "data-product.yaml";
    private const string Domains = "domains";

    /// <summary>The current folder, or the closest one above it, with the mesh's rules or with a domain; null for none.</summary>
    public static string? Repository()
    {
        var folder = new DirectoryInfo(Directory.GetCurrentDirectory());
        while (folder is not null && !IsOfMesh(folder.FullName) && !HasDomain(folder))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    /// <summary>Whether a repository is that of the mesh, with its rules; that of a domain alone has none.</summary>
    public static bool IsOfMesh(string repository) => File.Exists(BundleOf(repository));

    /// <summary>The rules of <see cref="Repository"/>; null for none.</summary>
    public static string? RepositoryBundle() => Repository() is { } repository && IsOfMesh(repository) ? BundleOf(repository) : null;

    /// <summary>The folder of the domains of <see cref="Repository"/>; null for none.</summary>
    public static string? RepositoryDomains() => Repository() is { } repository && Path.Combine(repository, Domains) is var domains && Directory.Exists(domains) ? domains : null;

    /// <summary>The folder that is checked where none is given: at the root of a repository its domains, since its templates are no products; else the current one.</summary>
    public static string Checked() => Repository() == Directory.GetCurrentDirectory() && Directory.Exists(Domains) ? Domains : ".";

    /// <summary>Reads rules.</summary>
    /// <exception cref="CliException">They cannot be read, or are none; the message begins with the argument.</exception>
    /// <param name="file">The file.</param>
    /// <param name="argument">The argument that names it.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <param name="asVersion">Whether they are to be a version: then what governance refuses of one is refused here.</param>
    public static async Task<PolicyBundle> ReadBundleAsync(string file, string argument, CancellationToken cancellationToken, bool asVersion = false)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            return asVersion ? Version(text, file) : PolicyBundle.Parse(text, file);
        }
        catch (Exception exception) when (exception is PolicyFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"{argument}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads rules as governance takes a version.</summary>
    /// <exception cref="PolicyFormatException">They are none.</exception>
    public static PolicyBundle Version(string text, string file)
    {
        var bundle = PolicyBundle.Parse(text, file);
        bundle.RequireTerms(TimeProvider.System.GetUtcNow(), file);
        ServedPolicy.RequireRoom(text, file);
        return bundle;
    }

    /// <summary>The descriptors in some folders; those of the repository's domains where none is given.</summary>
    public static IEnumerable<string> Descriptors(IReadOnlyList<string> folders)
    {
        if (folders.Count == 0)
        {
            return RepositoryDomains() is { } domains ? Find(domains) : [];
        }

        return folders.SelectMany(Find);
    }

    /// <summary>A descriptor, or those in a folder.</summary>
    /// <exception cref="CliException">There is no such file or folder.</exception>
    public static IEnumerable<string> Find(string path) =>
        File.Exists(path) ? [path]
        : Directory.Exists(path)
            ? Directory.EnumerateFiles(path, Descriptor, SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(path, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules")).Order(StringComparer.Ordinal)
            : throw new CliException(CliExitCodes.Usage, $"path: there is no file or folder {path}.");

    private static bool HasDomain(DirectoryInfo folder) =>
        new DirectoryInfo(Path.Combine(folder.FullName, Domains)) is { Exists: true } domains && domains.EnumerateDirectories().Any(domain => Directory.Exists(Path.Combine(domain.FullName, "Products")));

    private static string BundleOf(string repository) => Path.Combine(repository, "platform", "Governance", "Policies", "mesh.yaml");
}

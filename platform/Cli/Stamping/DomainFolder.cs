using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Stamping;

/// <summary>Finds the folder of a domain in a repository.</summary>
internal static class DomainFolder
{
    /// <summary>Returns the folder below <c>domains</c>; null for none, and for one that has nothing but what a build left.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="domain">The domain's name.</param>
    public static DirectoryInfo? Find(string root, string domain) => Find(root, folder => DomainName.OfProject(folder.Name) == domain);

    /// <summary>Returns the folder whose name differs in case alone from that of a domain, which is one folder for a build; null for none.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="domain">The domain's name.</param>
    public static DirectoryInfo? InCaseOf(string root, string domain) => Find(root, folder => string.Equals(folder.Name, NameProblems.FolderOf(domain), StringComparison.OrdinalIgnoreCase));

    private static DirectoryInfo? Find(string root, Func<DirectoryInfo, bool> isWanted) => new DirectoryInfo(Path.Combine(root, "domains")) is { Exists: true } domains
        ? domains.EnumerateDirectories().FirstOrDefault(folder => isWanted(folder) && folder.EnumerateFileSystemInfos().Any(entry => entry.Name is not ("bin" or "obj")))
        : null;
}

namespace MeshStarter.Catalog.Snapshots;

/// <summary>Where each domain's object storage lies, so that no table points outside its own domain's.</summary>
internal sealed class DomainBuckets(string root)
{
    /// <summary>Whether a file lies in a domain's bucket.</summary>
    public bool Contains(string domain, string path) =>
        !path.Contains('\0', StringComparison.Ordinal)
        && Path.IsPathFullyQualified(path)
        && Path.GetFullPath(path) == path
        && !Path.EndsInDirectorySeparator(path)
        && path.StartsWith(Path.Combine(Path.GetFullPath(root), domain) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

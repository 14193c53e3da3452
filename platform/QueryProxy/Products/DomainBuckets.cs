using MeshStarter.Lake.Storage;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Where the files of products lie: those of a domain in the bucket of its name. A table is its domain's word, and a domain that
/// names another's files in it would have the proxy read them past that domain's masks: a store of one bucket opens nothing else.
/// </summary>
internal sealed class DomainBuckets(string buckets)
{
    /// <summary>The folder of all buckets.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(buckets));

    /// <summary>The bucket of a domain.</summary>
    public FolderStore Of(string domain) => new(Path.Combine(Root, domain));
}

using System.Collections.Concurrent;
using System.Text;
using MeshStarter.Lake;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Catalog.Iceberg;

/// <summary>
/// Where tables lie: those of a domain in its bucket and nowhere else, those of the platform's own namespaces in a bucket of
/// the platform unless its administrator says another place.
/// </summary>
internal sealed class TableStorage(string buckets)
{
    /// <summary>The platform's own bucket; no domain is called so.</summary>
    private const string PlatformBucket = "platform";

    private readonly string _buckets = Path.GetFullPath(buckets);
    private readonly IObjectStore _anywhere = new FolderStore("/");
    private readonly ConcurrentDictionary<string, IObjectStore> _byDomain = new(StringComparer.Ordinal);

    /// <summary>The store that holds a domain's files and opens no other; of null, the platform's, whose files may lie anywhere.</summary>
    public IObjectStore StoreOf(string? domain) =>
        domain is null ? _anywhere : _byDomain.GetOrAdd(domain, static (name, root) => new FolderStore(new Bucket(Path.Combine(root, name)).Root), _buckets);

    /// <summary>Where a new table goes when nobody says.</summary>
    public string LocationFor(TableTarget target, Guid uuid)
    {
        if (target.Product is { } product)
        {
            return InBucket(product.Domain, target.Name);
        }

        // Another table may have had the name before: its files may still be there.
        var folder = $"{Folder(target.Name)}_{uuid:N}"[..^24];
        return $"{LocationOf(target.Namespace, target.Domain)}/{folder}";
    }

    /// <summary>The folder that a namespace's tables go to when nobody says: a domain's bucket, or a folder in the platform's.</summary>
    public string LocationOf(NamespaceName space, string? domain) =>
        FileLocation.FromPath(domain is null ? Path.Combine([_buckets, PlatformBucket, .. space.Levels.Select(Folder)]) : Path.Combine(_buckets, domain));

    /// <summary>The absolute path of a location, for comparing.</summary>
    /// <exception cref="StorageException">It is none on this machine.</exception>
    public static string PathOf(string location) => FileLocation.ToPath(location);

    /// <summary>Refuses a location that is not a folder in a domain's bucket.</summary>
    public void RequireInBucket(string domain, string location, string member)
    {
        var root = Path.Combine(_buckets, domain) + Path.DirectorySeparatorChar;
        if (!PathOf(location).StartsWith(root, StringComparison.Ordinal))
        {
            throw IcebergRefusedException.BadRequest($"{member}: {location} does not lie in the bucket of domain {domain}, {FileLocation.FromPath(root)}");
        }
    }

    /// <summary>Whether one folder is, or lies in, the other.</summary>
    public static bool Overlap(string one, string other) =>
        (Path.TrimEndingDirectorySeparator(one) + Path.DirectorySeparatorChar) is var a
        && (Path.TrimEndingDirectorySeparator(other) + Path.DirectorySeparatorChar) is var b
        && (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal));

    private string InBucket(string bucket, string folder) => FileLocation.FromPath($"{Path.Combine(_buckets, bucket)}/{folder}");

    // Readers take a location literally; what would need encoding is left out.
    private static string Folder(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name.Length > 100 ? name[..100] : name)
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        return text.ToString();
    }
}

using System.Collections.Concurrent;
using System.Text;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.Settings;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// Chooses and validates locations of tables: those of a domain are in its bucket alone, those of the platform's own namespaces in the
/// bucket of the platform.
/// </summary>
/// <param name="buckets">The names of buckets.</param>
/// <param name="remote">The object store that they are in; null where they are folders.</param>
internal sealed class TableStorage(BucketNames buckets, BucketStorage? remote)
{
    /// <summary>The platform's own bucket; no domain is called so.</summary>
    private const string PlatformBucket = "platform";

    private readonly ConcurrentDictionary<string, IObjectStore> _byDomain = new(StringComparer.Ordinal);

    /// <summary>Whether tables lie in an object store, and not in folders of this machine.</summary>
    public bool IsRemote => remote is not null;

    /// <summary>The store that has a domain's files, of null the platform's, and opens no other.</summary>
    public IObjectStore StoreOf(string? domain) => _byDomain.GetOrAdd(domain ?? PlatformBucket, Open);

    /// <summary>A folder of the object store, by credentials for it.</summary>
    public IObjectStore Open(IBucketConnection connection, BucketLocation folder) => remote!.Open(connection, folder);

    /// <summary>Returns the default location of a new table.</summary>
    public string LocationFor(TableTarget target, Guid uuid)
    {
        if (target.Product is { } product)
        {
            return $"{buckets.LocationOf(product.Domain)}/{target.Name}";
        }

        // Another table may have had the name before: its files may still be there.
        var folder = $"{Folder(target.Name)}_{uuid:N}"[..^24];
        return $"{LocationOf(target.Namespace, target.Domain)}/{folder}";
    }

    /// <summary>The folder of a namespace's tables by default: a domain's bucket, or a folder in the platform's.</summary>
    public string LocationOf(NamespaceName space, string? domain) =>
        domain is null ? string.Join('/', space.Levels.Select(Folder).Prepend(buckets.LocationOf(PlatformBucket))) : buckets.LocationOf(domain);

    /// <summary>Creates the folders of a table's files: some engines write to folders and create none. An object store needs none.</summary>
    /// <param name="domain">The domain of the table; null for the platform's.</param>
    /// <param name="location">Location of the table.</param>
    /// <exception cref="StorageException">A folder cannot be created.</exception>
    public void CreateFolders(string? domain, string location)
    {
        if (StoreOf(domain) is not FolderStore folders || BucketLocation.IsOne(location))
        {
            return;
        }

        foreach (var folder in (string[])["metadata", "data"])
        {
            folders.CreateFolder($"{location.TrimEnd('/')}/{folder}");
        }
    }

    /// <summary>The one way to write a location, for comparing: a file's absolute path, or <c>s3://bucket/key</c>.</summary>
    /// <exception cref="StorageException">It is no location.</exception>
    public static string PathOf(string location) => ObjectLocation.Canonical(location);

    /// <summary>Whether a location is a folder in the platform's bucket.</summary>
    public bool IsInPlatformBucket(string location)
    {
        try
        {
            return ObjectLocation.IsWithin(PathOf(location), buckets.Of(PlatformBucket));
        }
        catch (StorageException)
        {
            return false;
        }
    }

    /// <summary>Refuses a location that is not a folder in a domain's bucket, of null in the platform's.</summary>
    public void RequireInBucket(string? domain, string location, string member)
    {
        var bucket = $"bucket of {(domain is null ? "the platform" : $"domain {domain}")}, {buckets.LocationOf(domain ?? PlatformBucket)}/";
        try
        {
            if (!ObjectLocation.IsWithin(PathOf(location), buckets.Of(domain ?? PlatformBucket)))
            {
                throw IcebergRefusedException.BadRequest($"{member}: {location} does not lie in the {bucket}. Name a place in it.");
            }
        }
        catch (StorageException exception)
        {
            throw IcebergRefusedException.BadRequest($"{member}: {exception.Message} Name a place in the {bucket}.");
        }
    }

    /// <summary>
    /// Refuses a file of a snapshot that is not in the bucket of a table's domain. A product's file has no doubled slash either: programs that compare
    /// locations as text take it for another file, and delete it for that one.
    /// </summary>
    public void RequireFile(TableTarget target, string location, string member)
    {
        RequireInBucket(target.Domain, location, member);
        if (target.Product is not null && !BucketLocation.IsOne(location) && FileLocation.HasEmptyNames(location))
        {
            throw IcebergRefusedException.BadRequest($"{member}: {location} has a doubled slash, and a product's file has one location. Write each slash once.");
        }
    }

    /// <summary>Refuses a table's location that is, holds or is in that of another table: purging one must take nothing of another.</summary>
    /// <param name="location">The location.</param>
    /// <param name="others">All other tables. One that an earlier state left outside its owner's bucket has no say: its files are not the catalog's to delete.</param>
    public void RequireOwnFolder(string location, IEnumerable<(string[] Namespace, string Location)> others)
    {
        var path = PathOf(location);
        foreach (var (space, other) in others)
        {
            var otherPath = PathOf(other);
            if (Overlap(path, otherPath) && (ObjectLocation.IsWithin(otherPath, buckets.Of(PlatformBucket)) || (space is [var owner] && ObjectLocation.IsWithin(otherPath, buckets.Of(owner)))))
            {
                throw IcebergRefusedException.BadRequest($"location: {location} overlaps {other}, where another table is.");
            }
        }
    }

    /// <summary>Whether a location in a domain's bucket is, or is in, a folder of the form that the domain's products have, registered or not.</summary>
    public bool IsOfProducts(string domain, string location)
    {
        var (path, bucket) = (PathOf(location), ObjectLocation.Closed(buckets.Of(domain)));
        return path.StartsWith(bucket, StringComparison.Ordinal) && TableNames.IsVersioned(path[bucket.Length..].Split(bucket[^1], 2)[0]);
    }

    /// <summary>Whether one folder is, or is in, the other.</summary>
    private static bool Overlap(string one, string other) => ObjectLocation.IsWithin(ObjectLocation.Closed(one), other) || ObjectLocation.IsWithin(ObjectLocation.Closed(other), one);

    /// <summary>Those of some files that lie in a table's own folder, and in no other table's: what may be deleted for it.</summary>
    /// <param name="files">Locations, as its metadata has them.</param>
    /// <param name="location">The table's location.</param>
    /// <param name="others">The locations of all other tables.</param>
    public static IReadOnlyList<string> OwnFiles(IEnumerable<string> files, string location, IEnumerable<string> others)
    {
        var own = PathOf(location);
        var foreign = others.Select(PathOf).ToList();
        return [.. files.Where(IsOwn)];

        bool IsOwn(string file)
        {
            try
            {
                var path = PathOf(file);
                return ObjectLocation.IsWithin(path, own) && !foreign.Exists(other => Overlap(path, other));
            }
            catch (StorageException)
            {
                return false;
            }
        }
    }

    private IObjectStore Open(string domain) => remote is null ? new Bucket(buckets.Of(domain)).Store : remote.OpenBucket(buckets.Of(domain)).Store;

    // Readers take a location literally; what would need encoding is left out.
    private static string Folder(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name.Length > 100 ? name[..100] : name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        }

        return text.ToString();
    }
}

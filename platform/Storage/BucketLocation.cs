using System.Text;
using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage;

/// <summary>
/// A place in a bucket of an object store: <c>s3://bucket/key</c>, or <c>abfss://container@account.dfs.core.windows.net/key</c>. Nothing in it
/// is percent-encoded. <c>s3a:</c>, <c>s3n:</c> and <c>abfs:</c> (Hadoop writes them) are understood too.
/// </summary>
/// <param name="Scheme">The kind of store, <see cref="S3"/> or <see cref="AzureBlob"/>.</param>
/// <param name="Bucket">The bucket; in a storage account the <see cref="AzureContainer"/>.</param>
/// <param name="Key">The object's key or the folder's prefix, without a slash at its end; empty for the whole bucket.</param>
public readonly record struct BucketLocation(string Scheme, string Bucket, string Key)
{
    /// <summary>The beginning of locations in an S3 store.</summary>
    public const string S3 = "s3://";

    /// <summary>The beginning of locations in a storage account of Azure.</summary>
    public const string AzureBlob = "abfss://";

    // "Object key names", Amazon S3 user guide; Azure counts characters.
    private const int LongestKey = 1024;

    private static readonly (string Written, string Scheme)[] Schemes = [(S3, S3), ("s3a://", S3), ("s3n://", S3), (AzureBlob, AzureBlob), ("abfs://", AzureBlob)];

    /// <summary>Whether a location says that it is in a bucket, and not a file of this machine.</summary>
    public static bool IsOne(string location) => Array.Exists(Schemes, scheme => location.StartsWith(scheme.Written, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a location. One slash at its end, as folders have it, is left out.</summary>
    /// <exception cref="StorageException">It is none, or goes by <c>.</c>, <c>..</c> or an empty name.</exception>
    public static BucketLocation Parse(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var (written, scheme) = Array.Find(Schemes, scheme => location.StartsWith(scheme.Written, StringComparison.OrdinalIgnoreCase));
        if (scheme is null)
        {
            throw Refused(location, "is not in this store, whose locations are s3://bucket/key or abfss://container@account.dfs.core.windows.net/key.");
        }

        var rest = location[written.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        var key = slash < 0 ? "" : rest[(slash + 1)..];
        key = key.EndsWith('/') ? key[..^1] : key;
        if (scheme == S3 && !S3BucketName.IsOne(bucket))
        {
            throw Refused(location, $"names no bucket: \"{bucket}\" is not 3 to 63 lower-case letters, digits, dots and hyphens.");
        }

        if (scheme == AzureBlob && AzureContainer.Parse(bucket) is null)
        {
            throw Refused(location, $"names no container: \"{bucket}\" is not such as container@account.dfs.core.windows.net.");
        }

        return key.Length > 0 && Problem(key) is { } problem
            ? throw Refused(location.ReplaceLineEndings("?").Replace('\0', '?'), problem)
            : new BucketLocation(scheme, bucket, key);
    }

    /// <summary>Whether a place is this one or is in it.</summary>
    public bool Holds(BucketLocation other) =>
        other.Scheme == Scheme && other.Bucket == Bucket
        && (Key.Length == 0 || other.Key == Key || (other.Key.Length > Key.Length && other.Key[Key.Length] == '/' && other.Key.StartsWith(Key, StringComparison.Ordinal)));

    /// <summary>The common prefix of the keys of all objects in it; empty for the whole bucket.</summary>
    public string KeyPrefix => Key.Length == 0 ? "" : Key + "/";

    /// <summary>As it is written in metadata.</summary>
    public override string ToString() => Key.Length == 0 ? Scheme + Bucket : $"{Scheme}{Bucket}/{Key}";

    /// <summary>Whether the object with a key has a location. One with an empty name in its key has none, for example the marker of a folder.</summary>
    internal static bool IsKey(string key) => Problem(key) is null;

    private static string? Problem(string key)
    {
        if (key.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 || key.Contains('\\', StringComparison.Ordinal))
        {
            return "holds a control character or a backslash.";
        }

        if (Encoding.UTF8.GetByteCount(key) > LongestKey)
        {
            return $"has a key of more than {LongestKey} bytes.";
        }

        foreach (var segment in key.AsSpan().Split('/'))
        {
            if (key.AsSpan()[segment] is "" or "." or "..")
            {
                return "goes by \".\", \"..\" or an empty name; a location is written out.";
            }
        }

        return null;
    }

    private static StorageException Refused(string location, string problem) => new(StorageFailure.Refused, location, problem);
}

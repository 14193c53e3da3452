using System.Text;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>
/// A place in an S3 store, <c>s3://bucket/key</c>. Nothing in it is percent-encoded. <c>s3a:</c> and <c>s3n:</c> (Hadoop writes them) are
/// understood too.
/// </summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object's key or the folder's prefix, without a slash at its end; empty for the whole bucket.</param>
public readonly record struct S3Location(string Bucket, string Key)
{
    /// <summary>The beginning of locations in an S3 store.</summary>
    public const string Scheme = "s3://";

    // "Object key names", Amazon S3 user guide.
    private const int LongestKey = 1024;

    private static readonly string[] Schemes = [Scheme, "s3a://", "s3n://"];

    /// <summary>Whether a location says that it is in an S3 store.</summary>
    public static bool IsOne(string location) => Schemes.Any(scheme => location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a location. One slash at its end, as folders have it, is left out.</summary>
    /// <exception cref="StorageException">It is none, or goes by <c>.</c>, <c>..</c> or an empty name.</exception>
    public static S3Location Parse(string location)
    {
        ArgumentNullException.ThrowIfNull(location);
        var scheme = Schemes.FirstOrDefault(scheme => location.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            ?? throw Refused(location, "is not in this store, whose locations are s3://bucket/key.");
        var rest = location[scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        var key = slash < 0 ? "" : rest[(slash + 1)..];
        key = key.EndsWith('/') ? key[..^1] : key;
        if (!S3BucketName.IsOne(bucket))
        {
            throw Refused(location, $"names no bucket: \"{bucket}\" is not 3 to 63 lower-case letters, digits, dots and hyphens.");
        }

        if (key.Length > 0)
        {
            Check(location, key);
        }

        return new S3Location(bucket, key);
    }

    /// <summary>Whether a place is this one or is in it.</summary>
    public bool Holds(S3Location other) =>
        other.Bucket == Bucket && (Key.Length == 0 || other.Key == Key || (other.Key.Length > Key.Length && other.Key[Key.Length] == '/' && other.Key.StartsWith(Key, StringComparison.Ordinal)));

    /// <summary>As it is written in metadata.</summary>
    public override string ToString() => Key.Length == 0 ? Scheme + Bucket : $"{Scheme}{Bucket}/{Key}";

    private static void Check(string location, string key)
    {
        if (key.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 || key.Contains('\\', StringComparison.Ordinal))
        {
            throw Refused(location.ReplaceLineEndings("?").Replace('\0', '?'), "holds a control character or a backslash.");
        }

        if (Encoding.UTF8.GetByteCount(key) > LongestKey)
        {
            throw Refused(location, $"has a key of more than {LongestKey} bytes.");
        }

        foreach (var segment in key.AsSpan().Split('/'))
        {
            if (key.AsSpan()[segment] is "" or "." or "..")
            {
                throw Refused(location, "goes by \".\", \"..\" or an empty name; a location is written out.");
            }
        }
    }

    private static StorageException Refused(string location, string problem) => new(StorageFailure.Refused, location, problem);
}

using System.Buffers;
using MeshStarter.Contracts;

namespace MeshStarter.QueryProxy.Products;

/// <summary>
/// Which files a product may consist of: those in its own domain's bucket. A snapshot is its domain's word, and a domain that
/// names another's files in it would have the proxy read them past that domain's masks.
/// </summary>
internal sealed class BucketPaths(string buckets)
{
    // No pattern, no escape and no way up: a path is one file.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create($"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=/{Path.DirectorySeparatorChar}");

    /// <summary>The folder of all buckets.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(buckets));

    /// <summary>The first file that lies elsewhere; null when all are in place.</summary>
    /// <param name="product">Whose files they should be: what was asked for, not what the snapshot says of itself.</param>
    /// <param name="snapshot">The files.</param>
    public string? Stray(DataProductId product, TableSnapshot snapshot)
    {
        var bucket = $"{Root}{Path.DirectorySeparatorChar}{product.Domain}{Path.DirectorySeparatorChar}";
        return snapshot.Files.Select(file => file.Path).FirstOrDefault(path => !IsWithin(bucket, path));
    }

    private static bool IsWithin(string bucket, string path) =>
        path.StartsWith(bucket, StringComparison.Ordinal)
        && path.EndsWith(".parquet", StringComparison.Ordinal)
        && !path.AsSpan(bucket.Length).ContainsAnyExcept(Plain)
        && string.Equals(Path.GetFullPath(path), path, StringComparison.Ordinal);
}

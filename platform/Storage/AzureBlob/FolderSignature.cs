using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>
/// Shared access signatures of one folder, <c>sr=d</c>, in an account with hierarchical namespaces ("Create a user delegation SAS" and "Create
/// a service SAS", Azure Storage REST, text of versions 2020-12-06 to 2025-05-05). Pure.
/// </summary>
public static class FolderSignature
{
    private const string Folder = "d";

    /// <summary>Signs with an identity's rights: what it may not, the signature does not permit.</summary>
    /// <param name="key">The key of the identity.</param>
    /// <param name="endpoint">The account.</param>
    /// <param name="folder">The folder; not a whole container.</param>
    /// <param name="permissions">Permissions in the order of the service, such as <c>rl</c>.</param>
    /// <param name="expiresAt">The end, not after that of the key.</param>
    /// <returns>The signed part of a query.</returns>
    public static string Of(UserDelegationKey key, BlobEndpoint endpoint, BucketLocation folder, string permissions, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(endpoint);
        var end = Time(expiresAt);
        string text = string.Join('\n',
        [
            permissions, "", end, Resource(endpoint, folder), key.ObjectId, key.TenantId, key.Start, key.Expiry, key.Service, key.Version,
            "", "", "", "", Protocol(endpoint), BlobPipeline.ServiceVersion, Folder, "", "", "", "", "", "", "",
        ]);
        return Query(
            endpoint, folder, permissions, end, Sign(key.Bytes, text),
            ("skoid", key.ObjectId), ("sktid", key.TenantId), ("skt", key.Start), ("ske", key.Expiry), ("sks", key.Service), ("skv", key.Version));
    }

    /// <summary>Signs with the account's key, in Development.</summary>
    /// <inheritdoc cref="Of(UserDelegationKey, BlobEndpoint, BucketLocation, string, DateTimeOffset)"/>
    public static string Of(AccountKey key, BlobEndpoint endpoint, BucketLocation folder, string permissions, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(endpoint);
        var end = Time(expiresAt);
        string text = string.Join('\n', [permissions, "", end, Resource(endpoint, folder), "", "", Protocol(endpoint), BlobPipeline.ServiceVersion, Folder, "", "", "", "", "", "", ""]);
        return Query(endpoint, folder, permissions, end, Sign(key.Bytes, text));
    }

    private static string Query(BlobEndpoint endpoint, BucketLocation folder, string permissions, string end, string signature, params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] all =
        [
            ("sv", BlobPipeline.ServiceVersion), ("spr", Protocol(endpoint)), ("se", end), ("sr", Folder), ("sdd", (folder.Key.Count(c => c == '/') + 1).ToString(CultureInfo.InvariantCulture)), ("sp", permissions),
            .. more, ("sig", signature),
        ];
        return string.Join('&', all.Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value)}"));
    }

    private static string Resource(BlobEndpoint endpoint, BucketLocation folder) => folder.Key.Length > 0
        ? $"/blob/{endpoint.Account}/{AzureContainer.Parse(folder.Bucket)!.Value.Name}/{folder.Key}"
        : throw new ArgumentException("It is a whole container.", nameof(folder));

    // An emulator has no TLS.
    private static string Protocol(BlobEndpoint endpoint) => endpoint.Address.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? "https,http" : "https";

    private static string Sign(byte[] key, string text) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a time as requests and signatures of the service do.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

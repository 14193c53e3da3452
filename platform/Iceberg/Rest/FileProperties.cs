using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Iceberg.Rest;

/// <summary>The properties by which Iceberg's clients reach files in a store.</summary>
internal static class FileProperties
{
    private const string AccessKeyId = "s3.access-key-id";
    private const string SecretAccessKey = "s3.secret-access-key";
    private const string SessionToken = "s3.session-token";
    private const string SessionTokenExpires = "s3.session-token-expires-at-ms";
    private const string PathStyle = "s3.path-style-access";
    private const string Region = "client.region";
    private const string Endpoint = "s3.endpoint";
    private const string AccountName = "adls.account-name";
    private const string AccountHost = "adls.account-host";
    private const string SasToken = "adls.sas-token";
    private const string SasTokenExpires = "adls.sas-token-expires-at-ms";
    private const string BlobScheme = "adls.blob-storage-scheme";
    private const string BlobAuthority = "adls.blob-storage-authority";

    /// <summary>The properties of a store.</summary>
    public static IEnumerable<(string Name, string? Value)> Of(StoreAccess access, DateTimeOffset expiresAt) => access switch
    {
        S3Access s3 => OfS3(s3, expiresAt),
        AzureBlobAccess { Credentials: SharedAccess signed } azure => OfAzureBlob(azure.Endpoint, signed.Query, expiresAt),
        _ => throw new ArgumentException($"{access.GetType().Name} has no properties.", nameof(access)),
    };

    /// <summary>Reads the properties of the store that a folder is in.</summary>
    /// <exception cref="FormatException">One is not what it should be.</exception>
    public static (StoreAccess Access, DateTimeOffset ExpiresAt) Read(BucketLocation folder, JsonElement config) => folder.Scheme switch
    {
        BucketLocation.S3 => (ReadS3(config), ExpiresAt(config, SessionTokenExpires)),
        BucketLocation.AzureBlob when AzureContainer.Parse(folder.Bucket) is { } container => (ReadAzureBlob(container, config), ExpiresAt(config, $"{SasTokenExpires}.{container.Host}")),
        _ => throw new FormatException($"The catalog vends credentials for {folder.Scheme}…, which are not understood."),
    };

    private static IEnumerable<(string Name, string? Value)> OfS3(S3Access access, DateTimeOffset expiresAt)
    {
        yield return (AccessKeyId, access.Credentials.AccessKey);
        yield return (SecretAccessKey, access.Credentials.SecretKey);
        yield return (SessionToken, access.Credentials.SessionToken);
        yield return (SessionTokenExpires, Milliseconds(expiresAt));
        yield return (PathStyle, access.Endpoint.PathStyle ? "true" : "false");
        yield return (Region, access.Endpoint.Region);
        if (access.Endpoint.Address is { } address)
        {
            yield return (Endpoint, address.ToString().TrimEnd('/'));
        }
    }

    private static S3Access ReadS3(JsonElement config) => new(
        new S3Endpoint(
            Text(config, Endpoint) is { } address ? new Uri(address) : null,
            Text(config, Region) ?? "us-east-1",
            string.Equals(Text(config, PathStyle), "true", StringComparison.OrdinalIgnoreCase)),
        new S3Credentials(Required(config, AccessKeyId), Required(config, SecretAccessKey), Text(config, SessionToken)));

    // Iceberg's own client and PyIceberg's with fsspec read the signature by the host; PyIceberg's with Arrow reads the one without.
    private static IEnumerable<(string Name, string? Value)> OfAzureBlob(BlobEndpoint endpoint, string query, DateTimeOffset expiresAt)
    {
        yield return (AccountName, endpoint.Account);
        yield return (SasToken, query);
        yield return ($"{SasToken}.{endpoint.FolderHost}", query);
        yield return ($"{SasTokenExpires}.{endpoint.FolderHost}", Milliseconds(expiresAt));
        var address = new Uri(endpoint.Address);
        if (endpoint.IsInPath)
        {
            yield return (BlobScheme, address.Scheme);
            yield return (BlobAuthority, address.Authority);
        }
        else
        {
            yield return (AccountHost, address.Authority);
        }
    }

    private static AzureBlobAccess ReadAzureBlob(AzureContainer container, JsonElement config)
    {
        var endpoint = Text(config, BlobAuthority) is { } authority
            ? BlobEndpoint.Parse($"{Text(config, BlobScheme) ?? Uri.UriSchemeHttps}://{authority}/{container.Account}") ?? throw new FormatException($"{BlobAuthority} \"{authority}\" is no host.")
            : BlobEndpoint.Of(container);
        return new AzureBlobAccess(endpoint, new SharedAccess(Required(config, $"{SasToken}.{container.Host}")));
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset ExpiresAt(JsonElement config, string name) =>
        Text(config, name) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, CultureInfo.InvariantCulture)) : DateTimeOffset.MaxValue;

    private static string Required(JsonElement config, string name) => Text(config, name) ?? throw new FormatException($"The catalog vends credentials without {name}.");

    private static string? Text(JsonElement config, string name) => config.TryGetProperty(name, out var value) ? value.GetString() : null;
}

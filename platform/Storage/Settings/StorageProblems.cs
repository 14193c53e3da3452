using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Validates the settings of object storage. Each method returns one line that names the setting and the fix, or null.</summary>
public static class StorageProblems
{
    private const int LongestBeginning = 40;

    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(12);

    /// <summary>Finds the first fault of the settings of a process that has a bucket of its own.</summary>
    public static string? OfBucket(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Bucket is not { Length: > 0 } bucket)
        {
            return "Setting Mesh:Storage:Bucket is missing. Set it to the folder that is this domain's object storage, to s3://bucket or to abfss://container.";
        }

        if (options.IsAzureBlob)
        {
            return AzureContainer.IsName(bucket[BucketLocation.AzureBlob.Length..])
                ? AzureBlobProblems.OfOwner(options.AzureBlob, isDevelopment) ?? OfCache(options)
                : $"Setting Mesh:Storage:Bucket: {bucket} names no container. Write abfss:// and a container's name: 3 to 63 lower-case letters, digits and single hyphens.";
        }

        if (!bucket.StartsWith(BucketLocation.S3, StringComparison.Ordinal))
        {
            return OfFolder("Mesh:Storage:Bucket", bucket, isDevelopment);
        }

        return S3BucketName.IsOne(bucket[BucketLocation.S3.Length..])
            ? OfKeys(S3Options.Section, options.S3.AccessKey, options.S3.SecretKey) ?? OfStore(options)
            : $"Setting Mesh:Storage:Bucket: {bucket} names no bucket. Write s3:// and a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens.";
    }

    /// <summary>Finds the first fault of the settings of the catalog, which has credentials of its own, and others to vend with.</summary>
    public static string? OfCatalog(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OfBuckets(options, isDevelopment) is { } problem)
        {
            return problem;
        }

        if (options.IsAzureBlob)
        {
            return AzureBlobProblems.OfOwner(options.AzureBlob, isDevelopment) ?? OfLifetime(SasVendingOptions.Section, options.AzureBlob.Vending.Lifetime) ?? OfCache(options);
        }

        if (!IsS3(options))
        {
            return null;
        }

        var vending = options.S3.Vending;
        return OfKeys(S3Options.Section, options.S3.AccessKey, options.S3.SecretKey)
            ?? (vending.AccessKey is null && vending.SecretKey is null ? null : OfKeys(VendingOptions.Section, vending.AccessKey, vending.SecretKey))
            ?? OfAddress($"{VendingOptions.Section}:Endpoint", vending.Endpoint)
            ?? OfLifetime(VendingOptions.Section, vending.Lifetime)
            ?? OfStore(options);
    }

    /// <summary>Finds the first fault of the settings of a process that reads with credentials that the catalog vends.</summary>
    public static string? OfReader(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OfBuckets(options, isDevelopment) ?? (options.IsAzureBlob ? OfCache(options) : IsS3(options) ? OfStore(options) : null);
    }

    /// <summary>Finds the first fault of <c>Mesh:Storage:Buckets</c>, and of the account that containers are in.</summary>
    public static string? OfBuckets(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Buckets is not { Length: > 0 } buckets)
        {
            return "Setting Mesh:Storage:Buckets is missing. Set it to the folder that holds a bucket for each domain, or to s3:// or abfss:// and what the buckets' names begin with.";
        }

        if (options.IsAzureBlob)
        {
            return IsBeginning(buckets[BucketLocation.AzureBlob.Length..], AzureContainer.IsName)
                ? AzureBlobProblems.OfEndpoint(options.AzureBlob)
                : $"Setting Mesh:Storage:Buckets: {buckets} is no beginning of containers' names. Write abfss:// and 1 to {LongestBeginning} lower-case letters, digits and single hyphens, such as abfss://mesh-.";
        }

        if (!IsS3(options))
        {
            return OfFolder("Mesh:Storage:Buckets", buckets, isDevelopment);
        }

        return IsBeginning(buckets[BucketLocation.S3.Length..], S3BucketName.IsOne)
            ? null
            : $"Setting Mesh:Storage:Buckets: {buckets} is no beginning of buckets' names. Write s3:// and 1 to {LongestBeginning} lower-case letters, digits and hyphens, such as s3://mesh-.";
    }

    /// <summary>Finds the first fault of the address of the S3 store.</summary>
    public static string? OfEndpoint(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OfAddress($"{S3Options.Section}:Endpoint", options.S3.Endpoint) ?? (options.S3.Region.Length > 0 ? null : "Setting Mesh:Storage:S3:Region is empty. Leave it out, or set it to the store's region.");
    }

    private static bool IsS3(StorageOptions options) => options.Buckets!.StartsWith(BucketLocation.S3, StringComparison.Ordinal);

    private static bool IsBeginning(string beginning, Func<string, bool> isName) => beginning.Length is > 0 and <= LongestBeginning && isName(beginning + "xxx");

    private static string? OfFolder(string setting, string folder, bool isDevelopment) =>
        isDevelopment ? null : $"Setting {setting}: {folder} is a folder, which every process of this machine's user could write: folders are for Development. Set it to s3://… or abfss://…, as docs/storage.md says.";

    private static string? OfStore(StorageOptions options) => OfEndpoint(options) ?? OfCache(options);

    private static string? OfCache(StorageOptions options) =>
        (options.Cache is { Length: > 0 } cache && Path.IsPathFullyQualified(cache) ? null : "Setting Mesh:Storage:Cache is missing or not absolute. Set it to a folder for copies of objects, of this process alone.")
        ?? (options.CacheMiB is >= 16 and <= 1 << 30 ? null : "Setting Mesh:Storage:CacheMiB must be between 16 and 1073741824.");

    private static string? OfLifetime(string section, TimeSpan lifetime) =>
        lifetime < ShortestLifetime || lifetime > LongestLifetime ? $"Setting {section}:Lifetime must be between 00:15:00 and 12:00:00." : null;

    private static string? OfKeys(string section, string? accessKey, string? secretKey) =>
        accessKey is not { Length: > 0 } ? $"Setting {section}:AccessKey is missing. Nothing else is looked at: set it to the access key of this process, as docs/storage.md says."
        : secretKey is not { Length: > 0 } ? $"Setting {section}:SecretKey is missing. Set it to the secret key of {accessKey}."
        : null;

    private static string? OfAddress(string setting, string? address) =>
        address is null or "" || (Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.AbsolutePath == "/")
            ? null
            : $"Setting {setting}: \"{address}\" is no address. Write such as https://minio.example.org:9000.";
}

using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Validates the settings of object storage. Each method returns one line that names the setting and the fix, or null.</summary>
public static class StorageProblems
{
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(12);

    /// <summary>Finds the first fault of the settings of a process that has a bucket of its own.</summary>
    public static string? OfBucket(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Bucket is not { Length: > 0 } bucket)
        {
            return "Setting Mesh:Storage:Bucket is missing. Set it to the folder that is this domain's object storage, or to s3://bucket.";
        }

        if (!bucket.StartsWith(S3Location.Scheme, StringComparison.Ordinal))
        {
            return OfFolder("Mesh:Storage:Bucket", bucket, isDevelopment);
        }

        return S3BucketName.IsOne(bucket[S3Location.Scheme.Length..])
            ? OfKeys(S3Options.Section, options.S3.AccessKey, options.S3.SecretKey) ?? OfStore(options)
            : $"Setting Mesh:Storage:Bucket: {bucket} names no bucket. Write s3:// and a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens.";
    }

    /// <summary>Finds the first fault of the settings of the catalog, which has keys of its own, and keys to vend with.</summary>
    public static string? OfCatalog(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OfBuckets(options, isDevelopment) is { } problem)
        {
            return problem;
        }

        if (!IsS3(options))
        {
            return null;
        }

        var vending = options.S3.Vending;
        return OfKeys(S3Options.Section, options.S3.AccessKey, options.S3.SecretKey)
            ?? (vending.AccessKey is null && vending.SecretKey is null ? null : OfKeys(VendingOptions.Section, vending.AccessKey, vending.SecretKey))
            ?? OfAddress($"{VendingOptions.Section}:Endpoint", vending.Endpoint)
            ?? (vending.Lifetime < ShortestLifetime || vending.Lifetime > LongestLifetime ? "Setting Mesh:Storage:S3:Vending:Lifetime must be between 00:15:00 and 12:00:00." : null)
            ?? OfStore(options);
    }

    /// <summary>Finds the first fault of the settings of a process that reads with credentials that the catalog vends.</summary>
    public static string? OfReader(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OfBuckets(options, isDevelopment) ?? (IsS3(options) ? OfStore(options) : null);
    }

    /// <summary>Finds the first fault of <c>Mesh:Storage:Buckets</c> alone.</summary>
    public static string? OfBuckets(StorageOptions options, bool isDevelopment)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Buckets is not { Length: > 0 } buckets)
        {
            return "Setting Mesh:Storage:Buckets is missing. Set it to the folder that holds a bucket for each domain, or to s3:// and what the buckets' names begin with.";
        }

        if (!IsS3(options))
        {
            return OfFolder("Mesh:Storage:Buckets", buckets, isDevelopment);
        }

        var beginning = buckets[S3Location.Scheme.Length..];
        return beginning.Length is > 0 and <= 40 && S3BucketName.IsOne(beginning + "xxx")
            ? null
            : $"Setting Mesh:Storage:Buckets: {buckets} is no beginning of buckets' names. Write s3:// and 1 to 40 lower-case letters, digits and hyphens, such as s3://mesh-.";
    }

    /// <summary>Finds the first fault of the address of the S3 store.</summary>
    public static string? OfEndpoint(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OfAddress($"{S3Options.Section}:Endpoint", options.S3.Endpoint) ?? (options.S3.Region.Length > 0 ? null : "Setting Mesh:Storage:S3:Region is empty. Leave it out, or set it to the store's region.");
    }

    private static bool IsS3(StorageOptions options) => options.Buckets!.StartsWith(S3Location.Scheme, StringComparison.Ordinal);

    private static string? OfFolder(string setting, string folder, bool isDevelopment) =>
        isDevelopment ? null : $"Setting {setting}: {folder} is a folder, which every process of this machine's user could write: folders are for Development. Set it to s3://…, as docs/storage.md says.";

    private static string? OfStore(StorageOptions options) =>
        OfEndpoint(options)
        ?? (options.Cache is { Length: > 0 } cache && Path.IsPathFullyQualified(cache) ? null : "Setting Mesh:Storage:Cache is missing or not absolute. Set it to a folder for copies of objects, of this process alone.")
        ?? (options.CacheMiB is >= 16 and <= 1 << 30 ? null : "Setting Mesh:Storage:CacheMiB must be between 16 and 1073741824.");

    private static string? OfKeys(string section, string? accessKey, string? secretKey) =>
        accessKey is not { Length: > 0 } ? $"Setting {section}:AccessKey is missing. Nothing else is looked at: set it to the access key of this process, as docs/storage.md says."
        : secretKey is not { Length: > 0 } ? $"Setting {section}:SecretKey is missing. Set it to the secret key of {accessKey}."
        : null;

    private static string? OfAddress(string setting, string? address) =>
        address is null or "" || (Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.AbsolutePath == "/")
            ? null
            : $"Setting {setting}: \"{address}\" is no address. Write such as https://minio.example.org:9000.";
}

using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Settings of object storage. Each process is given what it needs and nothing of others: docs/storage.md.</summary>
public sealed class StorageOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Storage";

    /// <summary>The domain's own bucket: the absolute path of a folder, <c>s3://bucket</c> or <c>abfss://container</c>.</summary>
    public string? Bucket { get; init; }

    /// <summary>All domains' buckets: the absolute path of the folder that holds them, or <c>s3://</c> or <c>abfss://</c> and what their names begin with.</summary>
    public string? Buckets { get; init; }

    /// <summary>Absolute path of a folder for copies of objects of a store that is elsewhere.</summary>
    public string? Cache { get; init; }

    /// <summary>Room for copies, in MiB.</summary>
    public int CacheMiB { get; init; } = 4096;

    /// <summary>The S3 store.</summary>
    public S3Options S3 { get; init; } = new();

    /// <summary>The storage account.</summary>
    public AzureBlobOptions AzureBlob { get; init; } = new();

    /// <summary>Whether buckets are containers of a storage account.</summary>
    public bool IsAzureBlob => (Bucket ?? Buckets)?.StartsWith(BucketLocation.AzureBlob, StringComparison.Ordinal) == true;

    /// <summary>The domain's own bucket with the account that it is in: the absolute path of a folder, or a bucket's location.</summary>
    public string OwnBucket => IsAzureBlob ? $"{Bucket}@{AzureBlob.ToEndpoint().FolderHost}" : Bucket!;

    /// <summary>The names of all domains' buckets.</summary>
    public BucketNames Names() => new(Buckets!, IsAzureBlob ? AzureBlob.ToEndpoint() : null);

    /// <summary>The store, by the credentials of this process.</summary>
    internal StoreAccess OwnAccess() => IsAzureBlob
        ? new AzureBlobAccess(AzureBlob.ToEndpoint(), AzureBlob.ToCredentials())
        : new S3Access(S3.ToEndpoint(), new S3Credentials(S3.AccessKey!, S3.SecretKey!));
}

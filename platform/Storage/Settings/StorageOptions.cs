namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Settings of object storage. Each process is given what it needs and nothing of others: docs/storage.md.</summary>
public sealed class StorageOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Storage";

    /// <summary>The domain's own bucket: the absolute path of a folder, or <c>s3://bucket</c>.</summary>
    public string? Bucket { get; init; }

    /// <summary>All domains' buckets: the absolute path of the folder that holds them, or <c>s3://</c> and what their names begin with.</summary>
    public string? Buckets { get; init; }

    /// <summary>Absolute path of a folder for copies of objects of an S3 store.</summary>
    public string? Cache { get; init; }

    /// <summary>Room for copies, in MiB.</summary>
    public int CacheMiB { get; init; } = 4096;

    /// <summary>The S3 store.</summary>
    public S3Options S3 { get; init; } = new();
}

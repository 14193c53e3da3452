using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Settings of an S3 store.</summary>
public sealed class S3Options
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Storage:S3";

    /// <summary>The endpoint, such as <c>https://minio.example.org:9000</c>; null for Amazon's own of the region.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Whether buckets are in the path of addresses; null for yes with an endpoint of one's own, and no with Amazon's.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>The access key of this process.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret key of this process.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The settings by which the catalog makes credentials for readers and writers.</summary>
    public VendingOptions Vending { get; init; } = new();

    /// <summary>The store as requests reach it.</summary>
    public S3Endpoint ToEndpoint() => new(Endpoint is { Length: > 0 } address ? new Uri(address) : null, Region, PathStyle ?? Endpoint is { Length: > 0 });
}

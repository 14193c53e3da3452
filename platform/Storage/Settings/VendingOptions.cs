namespace MeshStarter.Platform.Storage.Settings;

/// <summary>Settings of how the catalog makes short-lived credentials (STS, AssumeRole).</summary>
public sealed class VendingOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Mesh:Storage:S3:Vending";

    /// <summary>The endpoint of the token service; null for the S3 store's own endpoint, or Amazon's of the region.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The role whose rights are handed on in part; null where the store takes those of the access key (MinIO).</summary>
    public string? RoleArn { get; init; }

    /// <summary>The catalog's access key for the token service; null where nothing is vended.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret key that it signs with.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The time that credentials are valid.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);
}

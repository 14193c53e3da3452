namespace MeshStarter.Sdk;

/// <summary>Settings of object storage, section <c>Mesh:Storage</c>.</summary>
internal sealed record StorageOptions
{
    /// <summary>Absolute path of the domain's own bucket.</summary>
    public string? Bucket { get; init; }
}

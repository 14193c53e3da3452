namespace MeshStarter.Platform.Storage.S3;

/// <summary>The endpoint of an S3 store.</summary>
/// <param name="Address">Its address, such as <c>http://localhost:9000</c>; null for Amazon's own of the region.</param>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="PathStyle">Whether the bucket is in the path of an address (most stores but Amazon's) or in its host.</param>
public sealed record S3Endpoint(Uri? Address, string Region, bool PathStyle)
{
    /// <summary>As a message names it.</summary>
    public override string ToString() => Address?.ToString().TrimEnd('/') ?? $"Amazon S3 in {Region}";
}

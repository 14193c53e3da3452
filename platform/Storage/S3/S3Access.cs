namespace MeshStarter.Platform.Storage.S3;

/// <summary>The address of an S3 store, with credentials for it.</summary>
/// <param name="Endpoint">The endpoint of the store.</param>
/// <param name="Credentials">The credentials.</param>
public sealed record S3Access(S3Endpoint Endpoint, S3Credentials Credentials) : StoreAccess
{
    /// <inheritdoc/>
    public override IBucketConnection Connect() => new S3Connection(Endpoint, Credentials);
}

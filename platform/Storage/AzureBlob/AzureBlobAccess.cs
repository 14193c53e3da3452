namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>The address of a storage account, with credentials for it.</summary>
/// <param name="Endpoint">The endpoint of the account.</param>
/// <param name="Credentials">The credentials.</param>
public sealed record AzureBlobAccess(BlobEndpoint Endpoint, BlobCredentials Credentials) : StoreAccess
{
    /// <inheritdoc/>
    public override IBucketConnection Connect() => new AzureBlobConnection(this);
}

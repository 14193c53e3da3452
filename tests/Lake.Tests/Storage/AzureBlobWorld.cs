using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.TestKit.Azure;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>A container of the test's own in Azurite.</summary>
internal sealed class AzureBlobWorld : BucketWorld
{
    private AzureBlobWorld(AzureBlobAccess access, string root) : base(access, root)
    {
    }

    public static async Task<AzureBlobWorld> MakeAsync(BlobEndpoint endpoint)
    {
        var world = new AzureBlobWorld(new AzureBlobAccess(endpoint, new AccountKey(AzuriteServer.Key)), $"abfss://mesh-test-{Guid.NewGuid():N}@{endpoint.FolderHost}");
        Assert.True(await ((AzureBlobConnection)world.Connection).MakeContainerAsync(world.Root, default));
        return world;
    }
}

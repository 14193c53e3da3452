using System.Text;
using Azure.Core.Pipeline;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.TestKit.Azure;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>A process with the identity that its platform names to it, at a server that no one here wrote and that verifies its tokens.</summary>
public sealed class ManagedIdentityTests(TokenAzurite server) : IClassFixture<TokenAzurite>
{
    private AzureBlobAccess Access => new(BlobEndpoint.Parse(server.Endpoint)!, ManagedIdentity.OfProcess);

    [SkippableFact]
    public async Task Identity_of_the_process_writes_reads_and_gets_a_key_to_sign_with()
    {
        Skip.If(server.Missing is not null, server.Missing);
        using var handler = server.Trusting();
        var transport = new HttpClientTransport(handler);
        using var connection = new AzureBlobConnection(Access, transport);
        using var keys = new DelegationKeys(Access, TimeProvider.System, transport);
        var container = BucketLocation.Parse($"abfss://mesh-test-{Guid.NewGuid():N}@{Access.Endpoint.FolderHost}");
        var at = container with { Key = "t/x" };

        Assert.True(await connection.MakeContainerAsync(container, default));
        await connection.PutAsync(at, Encoding.UTF8.GetBytes("content"), default);
        var read = await connection.ReadAsync(at, bytes: 0, async (_, content, token) => await new StreamReader(content).ReadToEndAsync(token), default);
        var key = await keys.FindAsync(TimeProvider.System.GetUtcNow().AddHours(1), default);

        Assert.Equal("content", read);
        Assert.Equal(("11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222", "b"), (key.ObjectId, key.TenantId, key.Service));
        var requested = $"?api-version=2019-08-01&resource=https://storage.azure.com&client_id={server.Identity.ClientId}";
        Assert.Equal(requested, Assert.Single(server.Identity.Requests));
    }

    [SkippableFact]
    public async Task Certificate_that_is_not_trusted_is_no_answer()
    {
        Skip.If(server.Missing is not null, server.Missing);
        using var connection = new AzureBlobConnection(Access);

        var failure = await Assert.ThrowsAsync<StorageException>(() => connection.RequireAsync(BucketLocation.Parse($"abfss://mesh-orders@{Access.Endpoint.FolderHost}/x"), default));

        Assert.Equal(StorageFailure.Failed, failure.Failure);
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
    }
}

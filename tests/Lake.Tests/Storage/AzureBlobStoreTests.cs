using System.Text;
using Azure.Core.Pipeline;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.TestKit.Azure;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>The contract of stores on a server of Azure's Blob service that is not Azure.</summary>
public sealed class AzureBlobStoreTests(AzuriteServer server) : BucketStoreContract, IClassFixture<AzuriteServer>
{
    protected override long LargestInOnePart => BlobUpload.LargestInOnePut;

    protected override StoreAccess Silent => new AzureBlobAccess(BlobEndpoint.Parse($"http://127.0.0.1:1/{AzuriteServer.Account}")!, new AccountKey(AzuriteServer.Key));

    // A request each; a page of a list has 5,000 (BlobListTests).
    protected override int Many => 123;

    private BlobEndpoint Endpoint => BlobEndpoint.Parse(server.Endpoint)!;

    [SkippableTheory]
    [InlineData("file:///tmp/x")]
    [InlineData("/tmp/x")]
    [InlineData("s3://another-bucket/bucket/x")]
    [InlineData("abfss://another-container@devstoreaccount1.dfs.core.windows.net/bucket/x")]
    [InlineData("abfss://devstoreaccount1.dfs.core.windows.net/bucket/x")]
    [InlineData("abfss://container@devstoreaccount1.blob.core.windows.net/bucket/x")]
    [InlineData("abfss://container@one@devstoreaccount1.dfs.core.windows.net/bucket/x")]
    [InlineData("wasbs://container@devstoreaccount1.blob.core.windows.net/bucket/x")]
    public Task Location_elsewhere_is_refused(string location) => AssertRefusedAsync(location);

    [SkippableFact]
    public async Task Hadoops_scheme_is_the_same_place()
    {
        await Store.WriteNewAsync([New(At("x"), "1")], default);

        Assert.True(await Store.ExistsAsync(At("x").Replace("abfss:", "abfs:"), default));
    }

    [SkippableFact]
    public async Task Failure_says_what_to_look_at()
    {
        var missing = World.Root with { Bucket = $"no-such-container@{Endpoint.FolderHost}" };
        Assert.Contains("has no container \"no-such-container\"", (await Assert.ThrowsAsync<StorageException>(() => World.Store(missing).ReadAsync($"{missing}/x", default))).Message, StringComparison.Ordinal);
        Assert.Contains("has no container \"no-such-container\"", (await Assert.ThrowsAsync<StorageException>(() => World.Store(missing).ExistsAsync($"{missing}/x", default))).Message, StringComparison.Ordinal);

        var wrong = World.Store(access: new AzureBlobAccess(Endpoint, new AccountKey("bm90IGl0cyBrZXk=")));
        var refused = await Assert.ThrowsAsync<StorageException>(() => wrong.ReadAsync(At("x"), default));
        Assert.Equal(StorageFailure.Denied, refused.Failure);
        Assert.DoesNotContain("bm90IGl0cyBrZXk=", refused.ToString(), StringComparison.Ordinal);

        var elsewhere = World.Store(access: new AzureBlobAccess(BlobEndpoint.Parse("https://another.blob.core.windows.net")!, new AccountKey(AzuriteServer.Key)));
        Assert.Equal((StorageFailure.Refused, At("x")), await FailureAsync(() => elsewhere.ReadAsync(At("x"), default)));
    }

    [SkippableFact]
    public async Task Write_whose_answer_was_lost_is_sent_again_and_is_its_own()
    {
        var at = BucketLocation.Parse(At("x"));
        using var losing = new LosingHandler(_ => true);
        using var connection = new AzureBlobConnection(new AzureBlobAccess(Endpoint, new AccountKey(AzuriteServer.Key)), new HttpClientTransport(losing));

        await connection.PutAsync(at, Encoding.UTF8.GetBytes("once"), default);

        Assert.Equal(["PUT 201", "PUT 409", "HEAD 200"], losing.Answers);
        Assert.Equal("once", Encoding.UTF8.GetString((await Store.ReadAsync(At("x"), default)).Span));
        Assert.Equal((StorageFailure.Exists, At("x")), await FailureAsync(() => connection.PutAsync(at, Encoding.UTF8.GetBytes("twice"), default)));
    }

    [SkippableFact]
    public async Task Large_write_whose_last_answer_was_lost_is_its_own()
    {
        using var losing = new LosingHandler(request => request.RequestUri!.Query.Contains("comp=blocklist", StringComparison.Ordinal));
        using var connection = new AzureBlobConnection(new AzureBlobAccess(Endpoint, new AccountKey(AzuriteServer.Key)), new HttpClientTransport(losing));

        await LosingHandler.PutLargeAsync(connection, BucketLocation.Parse(At("x")), LargestInOnePart);

        Assert.Equal("PUT 201", losing.Answers[0]);
        Assert.Equal("HEAD 200", losing.Answers[^1]);
        Assert.Equal(LargestInOnePart + 1, (await Store.ReadAsync(At("x"), default)).Length);
    }

    protected override async Task<BucketWorld> MakeAsync()
    {
        Skip.If(server.Missing is not null, server.Missing);
        return await AzureBlobWorld.MakeAsync(Endpoint);
    }
}

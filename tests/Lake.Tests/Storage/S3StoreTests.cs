using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.TestKit;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>The contract of stores on a real S3 store.</summary>
public sealed class S3StoreTests(MinioServer server) : BucketStoreContract, IClassFixture<MinioServer>
{
    private S3Endpoint? _endpoint;

    protected override long LargestInOnePart => S3Upload.LargestInOnePart;

    protected override StoreAccess Silent => new S3Access(new S3Endpoint(new Uri("http://127.0.0.1:1"), "us-east-1", PathStyle: true), new S3Credentials("x", "x"));

    protected override async Task<BucketWorld> MakeAsync()
    {
        var world = await S3World.MakeAsync(server);
        _endpoint = world.Endpoint;
        return world;
    }

    [SkippableTheory]
    [InlineData("file:///tmp/x")]
    [InlineData("/tmp/x")]
    [InlineData("s3://another-bucket/bucket/x")]
    [InlineData("gs://bucket/x")]
    [InlineData("s3:///bucket/x")]
    public Task Location_elsewhere_is_refused(string location) => AssertRefusedAsync(location);

    [SkippableFact]
    public async Task Hadoops_schemes_are_the_same_place()
    {
        await Store.WriteNewAsync([New(At("x"), "1")], default);

        Assert.True(await Store.ExistsAsync(At("x").Replace("s3:", "s3a:"), default));
    }

    [SkippableFact]
    public async Task Failure_says_what_to_look_at()
    {
        var noBucket = World.Store(BucketLocation.Parse("s3://no-such-bucket"));
        Assert.Contains("has no bucket \"no-such-bucket\"", (await Assert.ThrowsAsync<StorageException>(() => noBucket.ReadAsync("s3://no-such-bucket/x", default))).Message, StringComparison.Ordinal);

        var stranger = World.Store(access: new S3Access(_endpoint!, new S3Credentials("stranger", "stranger-secret")));
        Assert.Contains("does not know the access key", (await Assert.ThrowsAsync<StorageException>(() => stranger.ReadAsync(At("x"), default))).Message, StringComparison.Ordinal);

        var wrong = World.Store(access: new S3Access(_endpoint!, new S3Credentials(MinioServer.RootAccessKey, "not-its-secret")));
        var refused = await Assert.ThrowsAsync<StorageException>(() => wrong.ReadAsync(At("x"), default));
        Assert.Equal(StorageFailure.Denied, refused.Failure);
        Assert.Contains("secret key is not that of the access key", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-its-secret", refused.ToString(), StringComparison.Ordinal);
    }
}

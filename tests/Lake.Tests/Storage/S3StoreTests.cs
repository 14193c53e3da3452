using Amazon.S3;
using Amazon.S3.Model;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>The contract of stores on a real S3 store.</summary>
[Collection(S3World.Collection)]
public sealed class S3StoreTests(MinioServer server) : BucketStoreContract
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
    public async Task Large_write_whose_last_answer_was_lost_is_its_own()
    {
        // The request after all parts: the store no longer knows the upload when it is sent again.
        using var losing = new LosingHandler(request => request.Method == HttpMethod.Post && request.RequestUri!.Query.Contains("uploadId=", StringComparison.Ordinal));
        using var way = new HttpMessageInvoker(losing);
        await using var proxy = Loopback.Build(configure: builder =>
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
            builder.Services.AddHttpForwarder();
        });
        proxy.Map("/{**path}", async (HttpContext context, IHttpForwarder forwarder) =>
        {
            await forwarder.SendAsync(context, server.Address.ToString(), way, (from, request) =>
            {
                // The signature is for the host that the client knows.
                request.Headers.Host = from.Request.Host.Value;
                return default;
            });
        });
        await proxy.StartAsync(CancellationToken.None);
        using var connection = new S3Connection(_endpoint! with { Address = new Uri(proxy.Urls.Single()) }, new S3Credentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey));

        await LosingHandler.PutLargeAsync(connection, BucketLocation.Parse(At("x")), LargestInOnePart);

        Assert.Equal("POST 200", losing.Answers[0]);
        Assert.Equal("HEAD 200", losing.Answers[^1]);
        Assert.Equal(LargestInOnePart + 1, (await Store.ReadAsync(At("x"), default)).Length);
    }

    [SkippableFact]
    public async Task Keys_are_listed_as_they_are()
    {
        string[] names = ["a b+c", "d%41", "é", "\u0001", "x\ry", "\u001b", "\u000b", "\uFFFE", "z\u007f"];
        using var client = new AmazonS3Client(AwsClients.Credentials(new S3Credentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey)), new AmazonS3Config { ServiceURL = server.Address.ToString(), ForcePathStyle = true });
        foreach (var name in names)
        {
            await client.PutObjectAsync(new PutObjectRequest { BucketName = World.Root.Bucket, Key = "keys/" + name, ContentBody = "1" });
        }

        List<string> keys = [];
        await foreach (var listed in World.Connection.ListAsync(BucketLocation.Parse($"s3://{World.Root.Bucket}/keys"), default))
        {
            keys.Add(listed.Key);
        }

        Assert.Equal(names.Select(name => "keys/" + name).Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
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

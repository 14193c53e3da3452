using Amazon.S3;
using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>A bucket of the test's own in MinIO.</summary>
internal sealed class S3World : BucketWorld
{
    /// <summary>The classes that have one server.</summary>
    public const string Collection = "s3 store";

    private S3World(S3Endpoint endpoint, string bucket)
        : base(new S3Access(endpoint, new S3Credentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey)), $"s3://{bucket}") => Endpoint = endpoint;

    public S3Endpoint Endpoint { get; }

    public static async Task<S3World> MakeAsync(MinioServer server)
    {
        Skip.If(server.Missing is not null, server.Missing);
        var bucket = $"mesh-test-{Guid.NewGuid():N}"[..30];
        using var client = new AmazonS3Client(AwsClients.Credentials(new S3Credentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey)), new AmazonS3Config { ServiceURL = server.Address.ToString(), ForcePathStyle = true });
        await client.PutBucketAsync(bucket);
        return new S3World(new S3Endpoint(server.Address, "us-east-1", PathStyle: true), bucket);
    }
}

[CollectionDefinition(S3World.Collection)]
public sealed class S3Collection : ICollectionFixture<MinioServer>;

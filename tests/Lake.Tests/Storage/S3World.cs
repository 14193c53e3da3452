using Amazon.S3;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.TestKit;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>A bucket of the test's own in a real S3 store, with a cache of the test's own.</summary>
internal sealed class S3World : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-test-copies-").FullName;
    private readonly List<ObjectCache> _caches = [];

    private S3World(MinioServer server, string bucket)
    {
        Endpoint = new S3Endpoint(server.Address, "us-east-1", PathStyle: true);
        Connection = new S3Connection(Endpoint, new S3Credentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey));
        Root = new S3Location(bucket, "");
    }

    public S3Endpoint Endpoint { get; }

    public S3Connection Connection { get; }

    public S3Location Root { get; }

    public MovableTime Time { get; } = new();

    public string CacheFolder => Path.Combine(_folder, "copies");

    public static async Task<S3World> MakeAsync(MinioServer server)
    {
        Skip.If(server.Missing is not null, server.Missing);
        var world = new S3World(server, $"mesh-test-{Guid.NewGuid():N}"[..30]);
        using var client = new AmazonS3Client(AwsClients.Credentials(new S3Credentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey)), new AmazonS3Config { ServiceURL = server.Address.ToString(), ForcePathStyle = true });
        await client.PutBucketAsync(world.Root.Bucket);
        return world;
    }

    /// <summary>A store of the bucket, or of a folder in it, with a cache such as another process has.</summary>
    public S3Store Store(S3Location? root = null, long cacheBytes = 1 << 30, S3Credentials? credentials = null)
    {
        var cache = new ObjectCache(CacheFolder, cacheBytes, Time);
        _caches.Add(cache);
        return new S3Store(credentials is null ? Connection : new S3Connection(Endpoint, credentials), root ?? Root, cache);
    }

    public void Dispose()
    {
        _caches.ForEach(cache => cache.Dispose());
        Connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

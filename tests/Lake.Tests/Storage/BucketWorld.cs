using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>A bucket of the test's own in a real object store, with a cache of the test's own.</summary>
public abstract class BucketWorld(StoreAccess access, string root) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-test-copies-").FullName;
    private readonly List<IDisposable> _opened = [];

    public IBucketConnection Connection { get; } = access.Connect();

    public BucketLocation Root { get; } = BucketLocation.Parse(root);

    public MovableTime Time { get; } = new();

    public string CacheFolder => Path.Combine(_folder, "copies");

    /// <summary>A store of the bucket, or of a folder in it, with a cache such as another process has.</summary>
    public BucketStore Store(BucketLocation? root = null, long cacheBytes = 1 << 30, StoreAccess? access = null)
    {
        var cache = new ObjectCache(CacheFolder, cacheBytes, Time);
        _opened.Add(cache);
        var connection = access?.Connect() ?? Connection;
        _opened.Add(connection);
        return new BucketStore(connection, root ?? Root, cache);
    }

    public void Dispose()
    {
        _opened.ForEach(each => each.Dispose());
        Connection.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

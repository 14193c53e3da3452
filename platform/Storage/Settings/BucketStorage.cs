namespace MeshStarter.Platform.Storage.Settings;

/// <summary>An object store as one process reaches it: by its own credentials, or by those that it was vended.</summary>
public sealed class BucketStorage : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly ObjectCache _cache;
    private readonly Lazy<IBucketConnection> _own;

    /// <summary>Opens it by settings that <see cref="StorageProblems"/> found to be right. No request is sent yet.</summary>
    /// <exception cref="IOException">The folder for copies cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder for copies cannot be made or written.</exception>
    public BucketStorage(StorageOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _cache = new ObjectCache(options.Cache!, options.CacheMiB * MiB, time);
        _own = new Lazy<IBucketConnection>(() => options.OwnAccess().Connect());
    }

    /// <summary>The folder of the copies of objects.</summary>
    public string CopiesFolder => _cache.Root;

    /// <summary>A bucket, by the process's own credentials.</summary>
    /// <param name="location">The bucket, such as <c>s3://bucket</c>.</param>
    public Bucket OpenBucket(string location) => new(_own.Value, BucketLocation.Parse(location), _cache);

    /// <summary>Opens a folder of the store by a given connection.</summary>
    public BucketStore Open(IBucketConnection connection, BucketLocation folder) => new(connection, folder, _cache);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_own.IsValueCreated)
        {
            _own.Value.Dispose();
        }

        _cache.Dispose();
    }
}

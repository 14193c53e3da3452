using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage.Settings;

/// <summary>An S3 store as one process reaches it: by its own keys, or by credentials that it was vended.</summary>
public sealed class S3Storage : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly ObjectCache _cache;
    private readonly Lazy<S3Connection> _own;

    /// <summary>Opens it by settings that <see cref="StorageProblems"/> found to be right. No request is sent yet.</summary>
    /// <exception cref="IOException">The folder for copies cannot be made or written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder for copies cannot be made or written.</exception>
    public S3Storage(StorageOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        Endpoint = options.S3.ToEndpoint();
        _cache = new ObjectCache(options.Cache!, options.CacheMiB * MiB, time);
        _own = new Lazy<S3Connection>(() => new S3Connection(Endpoint, new S3Credentials(options.S3.AccessKey!, options.S3.SecretKey!)));
    }

    /// <summary>The endpoint of the store.</summary>
    public S3Endpoint Endpoint { get; }

    /// <summary>The folder of the copies of objects.</summary>
    public string CopiesFolder => _cache.Root;

    /// <summary>A bucket, by the process's own keys.</summary>
    /// <param name="location">The bucket, <c>s3://bucket</c>.</param>
    public Bucket OpenBucket(string location) => new(_own.Value, S3Location.Parse(location), _cache);

    /// <summary>Opens a folder of the store by a given connection.</summary>
    public S3Store Open(S3Connection connection, S3Location folder) => new(connection, folder, _cache);

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

namespace MeshStarter.Platform.Storage;

/// <summary>
/// The conversation with an object store that is not on this machine, under one set of credentials. Several <see cref="BucketStore"/> may share
/// one. Each operation is bounded in time, and fails with a <see cref="StorageException"/>.
/// </summary>
public interface IBucketConnection : IDisposable
{
    /// <summary>Reads an object.</summary>
    /// <param name="at">The object.</param>
    /// <param name="bytes">The most that it may have, as far as is known; it lengthens the time.</param>
    /// <param name="read">Takes its size and content.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<T> ReadAsync<T>(BucketLocation at, long bytes, Func<long, Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Puts a new object; one that is there already is not touched.</summary>
    Task PutAsync(BucketLocation at, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Puts a new object of a file's content, a large one in parts; one that is there already is not touched.</summary>
    Task PutFileAsync(BucketLocation at, string path, CancellationToken cancellationToken);

    /// <summary>Sees that an object is there.</summary>
    Task RequireAsync(BucketLocation at, CancellationToken cancellationToken);

    /// <summary>Deletes at most <see cref="BucketStore.DeletedAtOnce"/> objects of one bucket; those that are not there are none the less deleted.</summary>
    /// <returns>The objects that stay, with reasons.</returns>
    Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyList<BucketLocation> objects, CancellationToken cancellationToken);

    /// <summary>Lists all objects in a folder, or in a whole bucket, by their keys.</summary>
    IAsyncEnumerable<ListedObject> ListAsync(BucketLocation folder, CancellationToken cancellationToken);
}

/// <summary>An object of a bucket, as the store lists it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ModifiedAt">When it was written.</param>
public sealed record ListedObject(string Key, long Length, DateTimeOffset ModifiedAt);

namespace MeshStarter.Platform.Storage;

/// <summary>
/// Objects that are written once and never changed, as tables are made of them. A location is the text that is in a
/// table's metadata. Every method refuses a location that is not in the store with a <see cref="StorageException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>Reads a whole object.</summary>
    /// <exception cref="StorageException">It is not there, larger than 256 MiB, or cannot be read.</exception>
    Task<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken);

    /// <summary>
    /// Writes new objects, and answers when all of them, and their names, would survive a loss of power. When it fails, some may be
    /// there; nothing refers to them yet.
    /// </summary>
    /// <exception cref="StorageException">One is there already, or cannot be written.</exception>
    Task WriteNewAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken);

    /// <summary>Whether an object is there.</summary>
    Task<bool> ExistsAsync(string location, CancellationToken cancellationToken);

    /// <summary>Deletes objects, as few requests as the store lets; those that are not there are none the less deleted.</summary>
    /// <returns>The objects that stay, with reasons; locations outside the store are among them.</returns>
    /// <exception cref="StorageException">The store fails or does not answer; some may be gone.</exception>
    Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken);

    /// <summary>All objects whose location begins with a folder's. An object of a bucket whose key makes no location is left out.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Sees that objects are there, without bringing them here.</summary>
    /// <exception cref="StorageException">One of them is not there.</exception>
    Task RequireAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken);

    /// <summary>Returns the engine's paths of existing objects, in the requested order.</summary>
    /// <exception cref="StorageException">One of them is not there.</exception>
    Task<IReadOnlyList<string>> PathsForReadingAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken);

    /// <summary>Returns the engine's path for a new object; <see cref="SealAsync"/> then makes it one.</summary>
    string PathForWriting(string location);

    /// <summary>
    /// Makes objects survive a loss of power, their names included: those that the engine wrote to <see cref="PathForWriting"/>, and
    /// those that another writer left in the store.
    /// </summary>
    /// <exception cref="StorageException">One was not written, or another is there already.</exception>
    Task SealAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken);
}

/// <summary>An object to be written.</summary>
/// <param name="Location">Its location.</param>
/// <param name="Content">Its bytes.</param>
public sealed record NewObject(string Location, ReadOnlyMemory<byte> Content);

/// <summary>An object that is there.</summary>
/// <param name="Location">Its location, beginning with the folder's as it was requested.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="ModifiedAt">When it was last written.</param>
public sealed record StoredObject(string Location, long Length, DateTimeOffset ModifiedAt);

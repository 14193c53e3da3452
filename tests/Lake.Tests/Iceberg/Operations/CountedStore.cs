using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Iceberg.Operations;

/// <summary>A store, the number of its requests to delete something, and whether it fails to read.</summary>
internal sealed class CountedStore(IObjectStore store) : IObjectStore
{
    /// <summary>The number of deletions that were requested.</summary>
    public int Deletions { get; set; }

    /// <summary>The end of the locations that cannot be read now; null where all can.</summary>
    public string? Unreadable { get; set; }

    public Task<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken) => Unreadable is { } end && location.EndsWith(end, StringComparison.Ordinal)
        ? throw new StorageException(StorageFailure.Failed, location, "does not answer.")
        : store.ReadAsync(location, cancellationToken);

    public Task WriteNewAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken) => store.WriteNewAsync(objects, cancellationToken);

    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken) => store.ExistsAsync(location, cancellationToken);

    public Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        Deletions++;
        return store.DeleteAsync(locations, cancellationToken);
    }

    public IAsyncEnumerable<StoredObject> ListAsync(string folder, CancellationToken cancellationToken) => store.ListAsync(folder, cancellationToken);

    public Task RequireAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) => store.RequireAsync(locations, cancellationToken);

    public Task<IReadOnlyList<string>> PathsForReadingAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) => store.PathsForReadingAsync(locations, cancellationToken);

    public string PathForWriting(string location) => store.PathForWriting(location);

    public Task SealAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) => store.SealAsync(locations, cancellationToken);
}

using System.Runtime.CompilerServices;

namespace MeshStarter.Platform.Storage;

/// <summary>
/// A store in a bucket, or in a folder of one: a domain's bucket, for one. It names nothing outside it. Objects are put only where none is,
/// so that none is ever overwritten.
/// </summary>
/// <param name="connection">Speaks with the store.</param>
/// <param name="root">The bucket, or the folder in it.</param>
/// <param name="cache">The local copies that the engine reads and writes.</param>
public sealed class BucketStore(IBucketConnection connection, BucketLocation root, ObjectCache cache) : IObjectStore
{
    /// <summary>The most that is deleted by one call, and in an S3 store by one request (S3 API reference, DeleteObjects).</summary>
    public const int DeletedAtOnce = 1_000;

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken)
    {
        return await connection.ReadAsync(
            Object(location),
            WholeObject.MaxBytes,
            async (length, stream, bound) =>
            {
                var content = WholeObject.Room(location, length);
                await stream.ReadExactlyAsync(content, bound);
                return (ReadOnlyMemory<byte>)content;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task WriteNewAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken)
    {
        var places = objects.Select(created => (At: Object(created.Location), created.Content)).ToList();
        return EachAsync(places, (created, token) => connection.PutAsync(created.At, created.Content, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string location, CancellationToken cancellationToken)
    {
        try
        {
            await connection.RequireAsync(Object(location), cancellationToken);
            return true;
        }
        catch (StorageException missing) when (missing.Failure == StorageFailure.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        List<StorageException> staying = [];
        List<BucketLocation> objects = [];
        foreach (var location in locations)
        {
            try
            {
                objects.Add(Object(location));
            }
            catch (StorageException refused)
            {
                staying.Add(refused);
            }
        }

        foreach (var next in objects.Chunk(DeletedAtOnce))
        {
            Array.ForEach(next, cache.Forget);
            staying.AddRange(await connection.DeleteAsync(next, cancellationToken));
        }

        return staying;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = Contained(folder);
        var requested = folder.TrimEnd('/');
        await foreach (var entry in connection.ListAsync(at, cancellationToken))
        {
            if (BucketLocation.IsKey(entry.Key))
            {
                yield return new StoredObject($"{requested}/{entry.Key[at.KeyPrefix.Length..]}", entry.Length, entry.ModifiedAt);
            }
        }
    }

    /// <inheritdoc/>
    public Task RequireAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) =>
        EachAsync([.. locations.Select(Object)], connection.RequireAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> PathsForReadingAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        var wanted = locations.Select(Object).ToList();
        var paths = new string[wanted.Count];
        List<int> missing = [];
        for (var at = 0; at < paths.Length; at++)
        {
            if (cache.Find(wanted[at]) is { } here)
            {
                paths[at] = here;
            }
            else
            {
                missing.Add(at);
            }
        }

        await EachAsync(missing, async (at, token) => paths[at] = await cache.BringAsync(wanted[at], (save, bound) => BringAsync(wanted[at], save, bound), token), cancellationToken);
        return paths;
    }

    /// <inheritdoc/>
    public string PathForWriting(string location) => cache.PathForWriting(Object(location));

    /// <inheritdoc/>
    public Task SealAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) => EachAsync(
        [.. locations.Select(Object)],
        async (at, token) =>
        {
            if (cache.FindWritten(at) is not { } path)
            {
                // An object that another writer put there stays as it is.
                await connection.RequireAsync(at, token);
                return;
            }

            await connection.PutFileAsync(at, path, token);
            cache.Keep(at);
        },
        cancellationToken);

    private Task BringAsync(BucketLocation at, Func<long, Stream, CancellationToken, Task> save, CancellationToken cancellationToken) => connection.ReadAsync(
        at,
        cache.LargestObject,
        async (length, content, bound) =>
        {
            await save(length, content, bound);
            return true;
        },
        cancellationToken);

    private static Task EachAsync<T>(IReadOnlyCollection<T> items, Func<T, CancellationToken, Task> act, CancellationToken cancellationToken) => items.Count switch
    {
        0 => Task.CompletedTask,
        1 => act(items.First(), cancellationToken),
        _ => Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = RequestTurns.AtOnce, CancellationToken = cancellationToken }, async (item, token) => await act(item, token)),
    };

    private BucketLocation Object(string location) =>
        Contained(location) is { Key.Length: > 0 } at && at != root && !location.EndsWith('/') ? at : throw new StorageException(StorageFailure.Refused, location, "is a folder and no object.");

    private BucketLocation Contained(string location) =>
        BucketLocation.Parse(location) is var at && root.Holds(at) ? at : throw new StorageException(StorageFailure.Refused, location, $"is outside {root}.");
}

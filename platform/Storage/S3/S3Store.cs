using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace MeshStarter.Platform.Storage.S3;

/// <summary>
/// A store in a bucket of an S3 store, or in a folder of one: a domain's bucket, for one. It names nothing outside it. Objects are put
/// only where none is, so that none is ever overwritten.
/// </summary>
/// <param name="connection">Speaks with the store.</param>
/// <param name="root">The bucket, or the folder in it.</param>
/// <param name="cache">The local copies that the engine reads and writes.</param>
public sealed class S3Store(S3Connection connection, S3Location root, ObjectCache cache) : IObjectStore
{
    /// <summary>The most that one request deletes (S3 API reference, DeleteObjects).</summary>
    public const int DeletedAtOnce = 1_000;

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken)
    {
        var at = Object(location);
        return await connection.AskAsync(
            at,
            bytes: 0,
            async (client, bound) =>
            {
                using var answer = await client.GetObjectAsync(at.Bucket, at.Key, bound);
                var content = WholeObject.Room(location, answer.ContentLength);
                await answer.ResponseStream.ReadExactlyAsync(content, bound);
                return (ReadOnlyMemory<byte>)content;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task WriteNewAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken)
    {
        var places = objects.Select(created => (At: Object(created.Location), created.Content)).ToList();
        return EachAsync(places, async (created, token) => await S3Upload.PutAsync(connection, created.At, created.Content, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ExistsAsync(string location, CancellationToken cancellationToken)
    {
        try
        {
            await RequireAsync(Object(location), cancellationToken);
            return true;
        }
        catch (StorageException missing) when (missing.Failure == StorageFailure.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string location, CancellationToken cancellationToken)
    {
        var at = Object(location);
        cache.Forget(at);
        await connection.AskAsync(at, bytes: 0, (client, bound) => client.DeleteObjectAsync(at.Bucket, at.Key, bound), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        List<StorageException> staying = [];
        List<S3Location> objects = [];
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
            staying.AddRange(await connection.AskAsync(next[0], bytes: 0, (client, bound) => S3Deletion.RunAsync(client, next, bound), cancellationToken));
        }

        return staying;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = Contained(folder);
        var prefix = at.Key.Length == 0 ? "" : at.Key + "/";
        var requested = folder.TrimEnd('/');
        var request = new ListObjectsV2Request { BucketName = at.Bucket, Prefix = prefix };
        do
        {
            var page = await connection.AskAsync(at, bytes: 0, (client, bound) => client.ListObjectsV2Async(request, bound), cancellationToken);
            // A key that ends in a slash represents an empty folder.
            foreach (var entry in (page.S3Objects ?? []).Where(entry => !entry.Key.EndsWith('/')))
            {
                var modified = entry.LastModified ?? throw new StorageException(StorageFailure.Failed, folder, "was listed without times.");
                yield return new StoredObject($"{requested}/{entry.Key[prefix.Length..]}", entry.Size ?? 0, new DateTimeOffset(modified.ToUniversalTime()));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public Task RequireAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) =>
        EachAsync([.. locations.Select(Object)], RequireAsync, cancellationToken);

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
                await RequireAsync(at, token);
                return;
            }

            await S3Upload.PutFileAsync(connection, at, path, token);
            cache.Keep(at);
        },
        cancellationToken);

    private async Task RequireAsync(S3Location at, CancellationToken cancellationToken) =>
        await connection.AskAsync(at, bytes: 0, (client, bound) => client.GetObjectMetadataAsync(at.Bucket, at.Key, bound), cancellationToken);

    private Task BringAsync(S3Location at, Func<long, Stream, CancellationToken, Task> save, CancellationToken cancellationToken) => connection.AskAsync(
        at,
        cache.LargestObject,
        async (client, bound) =>
        {
            using var answer = await client.GetObjectAsync(at.Bucket, at.Key, bound);
            using var slow = CancellationTokenSource.CreateLinkedTokenSource(bound);
            slow.CancelAfter(S3Connection.TimeFor(answer.ContentLength));
            await save(answer.ContentLength, answer.ResponseStream, slow.Token);
            return true;
        },
        cancellationToken);

    private static Task EachAsync<T>(IReadOnlyCollection<T> items, Func<T, CancellationToken, Task> act, CancellationToken cancellationToken) => items.Count switch
    {
        0 => Task.CompletedTask,
        1 => act(items.First(), cancellationToken),
        _ => Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = S3Connection.RequestsAtOnce, CancellationToken = cancellationToken }, async (item, token) => await act(item, token)),
    };

    private S3Location Object(string location) =>
        Contained(location) is { Key.Length: > 0 } at && at != root && !location.EndsWith('/') ? at : throw new StorageException(StorageFailure.Refused, location, "is a folder and no object.");

    private S3Location Contained(string location) =>
        S3Location.Parse(location) is var at && root.Holds(at) ? at : throw new StorageException(StorageFailure.Refused, location, $"is outside {root}.");
}

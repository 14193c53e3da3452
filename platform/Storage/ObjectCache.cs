using System.Collections.Concurrent;

namespace MeshStarter.Platform.Storage;

/// <summary>
/// Stores local copies of objects of buckets while the engine reads and writes them. An object never changes, so a copy stays valid. When the
/// copies exceed their limit, the least recently used are deleted; and those that were not used for an hour in any case. Several processes may share a folder. Only its owner may enter it.
/// </summary>
public sealed class ObjectCache : IDisposable
{
    /// <summary>A copy stays so long after it was last requested, whatever the size: a query may still be about to open it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    // Marking each use would write to the disk for each file of each query.
    private static readonly TimeSpan UseMark = TimeSpan.FromMinutes(1);

    private readonly CachedCopies _copies;
    private readonly WritingFolder _writing;
    private readonly string _objects;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _coming = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _deletion;

    /// <summary>Opens a cache.</summary>
    /// <param name="folder">Absolute path; it is made when it is not there.</param>
    /// <param name="maxBytes">How large all copies together may be.</param>
    /// <param name="time">The time.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public ObjectCache(string folder, long maxBytes, TimeProvider time)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        LargestObject = maxBytes;
        _time = time;
        _objects = Path.Combine(Root, "objects");
        OwnerFolder.Make(Root);
        OwnerFolder.Make(_objects);
        _copies = new CachedCopies(_objects, maxBytes, time);
        _writing = new WritingFolder(Path.Combine(Root, "writing"));
        _deletion = time.CreateTimer(_ => _copies.DeleteUnused(), null, Grace, Grace);
    }

    /// <summary>The folder of the cache.</summary>
    public string Root { get; }

    /// <summary>Bytes that the largest object may have.</summary>
    internal long LargestObject { get; }

    /// <summary>The copy of an object; null where there is none.</summary>
    internal string? Find(BucketLocation at)
    {
        var path = PathOf(_objects, at);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        var now = _time.GetUtcNow().UtcDateTime;
        if (now - file.LastWriteTimeUtc <= UseMark)
        {
            return path;
        }

        try
        {
            // Another process may take it away at this moment.
            File.SetLastWriteTimeUtc(path, now);
            return File.Exists(path) ? path : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Brings an object here, once for all who ask at the same time.</summary>
    /// <param name="at">The object.</param>
    /// <param name="bring">Asks for it, and gives its size and content to what it is given.</param>
    /// <param name="cancellationToken">Ends the wait; the object comes none the less, for others who ask.</param>
    /// <exception cref="StorageException">It is not there or cannot be read, or there is no room for it.</exception>
    internal async Task<string> BringAsync(BucketLocation at, Func<Func<long, Stream, CancellationToken, Task>, CancellationToken, Task> bring, CancellationToken cancellationToken)
    {
        var path = PathOf(_objects, at);
        var coming = _coming.GetOrAdd(path, _ => new Lazy<Task>(async () =>
        {
            try
            {
                await bring((length, content, bound) => SaveAsync(at, path, length, content, bound), _end.Token);
            }
            finally
            {
                _coming.TryRemove(path, out Lazy<Task>? _);
            }
        }));
        await coming.Value.WaitAsync(cancellationToken);
        return path;
    }

    /// <summary>Returns the path of a new object before it is put into the store.</summary>
    internal string PathForWriting(BucketLocation at)
    {
        var path = PathOf(_writing.Path, at);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>A new object that was written and not yet put; null where there is none.</summary>
    internal string? FindWritten(BucketLocation at) => PathOf(_writing.Path, at) is var path && File.Exists(path) ? path : null;

    /// <summary>Copies a written object: its writer is likely to read it.</summary>
    internal void Keep(BucketLocation at)
    {
        var written = PathOf(_writing.Path, at);
        if (!_copies.TryMakeRoom(new FileInfo(written).Length))
        {
            File.Delete(written);
            return;
        }

        var path = PathOf(_objects, at);
        DurableFiles.FlushFile(written);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(written, path, overwrite: true);
    }

    /// <summary>Takes away what is here of an object.</summary>
    internal void Forget(BucketLocation at)
    {
        foreach (var path in new[] { PathOf(_objects, at), PathOf(_writing.Path, at) })
        {
            try
            {
                File.Delete(path);
            }
            catch (DirectoryNotFoundException)
            {
                // Then it is not there either.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deletion.Dispose();
        _end.Cancel();
        _end.Dispose();
        _writing.Dispose();
    }

    // A copy has its name once it is whole and on the disk: after a loss of power a name with half a file behind it would be read.
    private async Task SaveAsync(BucketLocation at, string path, long length, Stream content, CancellationToken cancellationToken)
    {
        if (!_copies.TryMakeRoom(length))
        {
            throw new StorageException(
                StorageFailure.Failed, at.ToString(), $"is {length} bytes long, and the copies of objects in {Root} that are in use leave no room for it. Raise Mesh:Storage:CacheMiB.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}{CachedCopies.PartEnding}";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 128 * 1024, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, cancellationToken);
                await file.FlushAsync(cancellationToken);
                if (file.Length != length)
                {
                    throw new StorageException(StorageFailure.Failed, at.ToString(), $"broke off after {file.Length} of {length} bytes. Try again.");
                }
            }

            DurableFiles.FlushFile(part);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    // s3://bucket/key at <folder>/bucket/key: scans make the one of the other.
    private static string PathOf(string folder, BucketLocation at) => Path.Combine(folder, at.Bucket, OperatingSystem.IsWindows() ? at.Key.Replace('/', '\\') : at.Key);
}

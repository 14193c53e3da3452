using System.Runtime.CompilerServices;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.Platform.Storage;

/// <summary>
/// A store in a folder of this machine: a domain's bucket, for one. It opens nothing outside the folder, neither by a path that leads
/// out of it nor by a link in it.
/// </summary>
public sealed class FolderStore : IObjectStore
{
    // Flushes of many files share the disk's journal; more at once do not make it faster.
    private const int FlushesAtOnce = 8;

    // Bytes are read or written in the caller's thread: a file's asynchronous operation is another thread that waits, and of so few it costs more than they do.
    private const int FewBytes = 256 << 10;

    // So many files of a folder are found by a list of it, rather than one by one.
    private const int ManyFiles = 64;

    private readonly string _root;
    private readonly string _within;

    /// <summary>Makes the store of a folder, which need not be there yet.</summary>
    /// <param name="root">Absolute path. <c>/</c> takes every file of the machine, links too.</param>
    public FolderStore(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _within = Path.EndsInDirectorySeparator(_root) ? _root : _root + Path.DirectorySeparatorChar;
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken)
    {
        var path = Contained(location);
        try
        {
            // A pipe has no length, and opening it waits for a writer.
            if (new FileInfo(path).Length == 0)
            {
                return default;
            }

            using var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
            var content = WholeObject.Room(location, RandomAccess.GetLength(file));
            for (var read = 0; read < content.Length;)
            {
                var count = content.Length <= FewBytes ? RandomAccess.Read(file, content.AsSpan(read), read) : await RandomAccess.ReadAsync(file, content.AsMemory(read), read, cancellationToken);
                if (count == 0)
                {
                    throw new StorageException(StorageFailure.Failed, location, "became shorter while it was read.");
                }

                read += count;
            }

            return content;
        }
        catch (Exception exception) when (Failure(exception) is { } failure)
        {
            throw Failed(failure, location, exception);
        }
    }

    /// <inheritdoc/>
    public async Task WriteNewAsync(IReadOnlyCollection<NewObject> objects, CancellationToken cancellationToken)
    {
        foreach (var created in objects)
        {
            await WriteAsync(Contained(created.Location), created, cancellationToken);
        }

        await SealAsync([.. objects.Select(created => created.Location)], cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string location, CancellationToken cancellationToken) => Task.FromResult(File.Exists(Contained(location)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<StorageException>> DeleteAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        List<StorageException> staying = [];
        foreach (var location in locations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Delete(location);
            }
            catch (StorageException exception)
            {
                staying.Add(exception);
            }
        }

        return Task.FromResult<IReadOnlyList<StorageException>>(staying);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = Contained(folder);
        if (!Directory.Exists(path))
        {
            yield break;
        }

        var prefix = folder.TrimEnd('/');
        var every = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        // A file may go between its listing and the look at it, which is one look.
        foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", every).Where(file => file.Exists))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(path, file.FullName);
            yield return new StoredObject($"{prefix}/{(OperatingSystem.IsWindows() ? name.Replace('\\', '/') : name)}", file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RequireAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken) => PathsForReadingAsync(locations, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> PathsForReadingAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        // A table of ten thousand files has few folders: each is looked at once.
        var folders = new HashSet<string>(StringComparer.Ordinal);
        var files = locations.Select(location => (Location: location, Path: Within(location))).ToList();
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var crowded in files.GroupBy(file => Path.GetDirectoryName(file.Path)!, StringComparer.Ordinal).Where(folder => folder.Count() >= ManyFiles))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RefuseLinks(crowded.First().Location, crowded.First().Path, folders);
            listed.UnionWith(FilesOf(crowded.Key));
        }

        foreach (var (location, path) in files.Where(file => !listed.Contains(file.Path)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RefuseLinks(location, path, folders);
            if (!File.Exists(path))
            {
                throw new StorageException(StorageFailure.NotFound, location, "is not there.");
            }
        }

        return Task.FromResult<IReadOnlyList<string>>([.. files.Select(file => file.Path)]);
    }

    /// <inheritdoc/>
    public string PathForWriting(string location)
    {
        var path = Contained(location);
        DurableFiles.CreateFolder(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Creates a folder with those above it, and returns when they would survive a loss of power; one that exists stays as it is.</summary>
    /// <param name="location">Location of the folder.</param>
    /// <exception cref="StorageException">It is not in the store, or cannot be created.</exception>
    public void CreateFolder(string location)
    {
        var path = Contained(location);
        try
        {
            DurableFiles.CreateFolder(path);
        }
        catch (Exception exception) when (Failure(exception) is { } failure)
        {
            throw Failed(failure, location, exception);
        }
    }

    /// <inheritdoc/>
    public async Task SealAsync(IReadOnlyCollection<string> locations, CancellationToken cancellationToken)
    {
        var files = locations.Select(Sealed).ToList();
        var folders = files.Select(file => (file.Location, Path: Path.GetDirectoryName(file.Path)! + Path.DirectorySeparatorChar)).DistinctBy(folder => folder.Path, StringComparer.Ordinal);
        var flushes = new ParallelOptions { MaxDegreeOfParallelism = FlushesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files.Concat(folders), flushes, static (entry, _) =>
        {
            Flush(entry.Location, entry.Path);
            return ValueTask.CompletedTask;
        });

        (string Location, string Path) Sealed(string location)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (location, Contained(location));
        }
    }

    private void Delete(string location)
    {
        var path = Contained(location);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file is not there either.
        }
        catch (Exception exception) when (Failure(exception) is { } failure)
        {
            throw Failed(failure, location, exception);
        }
    }

    private static void Flush(string location, string path)
    {
        try
        {
            if (Path.EndsInDirectorySeparator(path))
            {
                FolderFlush.Run(path);
            }
            else
            {
                DurableFiles.FlushFile(path);
            }
        }
        catch (Exception exception) when (Failure(exception) is { } failure)
        {
            // The system calls it a missing right to open a folder as a file.
            throw Failed(Directory.Exists(path) && !Path.EndsInDirectorySeparator(path) ? StorageFailure.NotFound : failure, location, exception);
        }
    }

    private static async Task WriteAsync(string path, NewObject created, CancellationToken cancellationToken)
    {
        try
        {
            DurableFiles.CreateFolder(Path.GetDirectoryName(path)!);
            if (Path.Exists(path))
            {
                throw Failed(StorageFailure.Exists, created.Location, cause: null);
            }

            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous, created.Content.Length);
            if (created.Content.Length <= FewBytes)
            {
                RandomAccess.Write(file, created.Content.Span, 0);
            }
            else
            {
                await RandomAccess.WriteAsync(file, created.Content, 0, cancellationToken);
            }
        }
        catch (Exception exception) when (Failure(exception) is { } failure)
        {
            throw Failed(failure, created.Location, exception);
        }
    }

    // Links among them are not: what is not listed is looked at by itself.
    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false }) : [];

    private string Contained(string location)
    {
        var path = Within(location);
        RefuseLinks(location, path, known: null);
        return path;
    }

    private string Within(string location)
    {
        var path = FileLocation.ToPath(location);
        return path.StartsWith(_within, StringComparison.Ordinal) || path == _root
            ? path
            : throw new StorageException(StorageFailure.Refused, location, $"is outside {FileLocation.FromPath(_root)}.");
    }

    private void RefuseLinks(string location, string path, HashSet<string>? known)
    {
        // The root of the machine takes links too.
        if (_root.Length == _within.Length)
        {
            return;
        }

        for (var at = _within.Length; at <= path.Length; at++)
        {
            if (at < path.Length && path[at] != Path.DirectorySeparatorChar)
            {
                continue;
            }

            var part = path[..at];
            if (at < path.Length && known?.Contains(part) == true)
            {
                continue;
            }

            var attributes = new FileInfo(part).Attributes;
            if (attributes != (FileAttributes)(-1) && attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                throw new StorageException(StorageFailure.Refused, location, "is reached by a link, which could lead anywhere.");
            }

            if (at < path.Length)
            {
                known?.Add(part);
            }
        }
    }

    private static StorageFailure? Failure(Exception exception) => exception switch
    {
        StorageException => null,
        FileNotFoundException or DirectoryNotFoundException => StorageFailure.NotFound,
        IOException or UnauthorizedAccessException => StorageFailure.Failed,
        _ => null,
    };

    private static StorageException Failed(StorageFailure failure, string location, Exception? cause) => new(
        failure,
        location,
        failure switch
        {
            StorageFailure.NotFound => "is not there.",
            StorageFailure.Exists => "is there already; objects are never overwritten.",
            _ => cause?.Message ?? "failed.",
        },
        cause);
}

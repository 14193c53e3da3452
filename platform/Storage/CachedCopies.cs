namespace MeshStarter.Platform.Storage;

/// <summary>The copies of objects in a folder: the room they take, and which of them are deleted, to make room for others or because they were not used for long.</summary>
internal sealed class CachedCopies(string folder, long maxBytes, TimeProvider time)
{
    /// <summary>The end of the names of copies that are on their way.</summary>
    public const string PartEnding = ".part";

    // Looking through the folder for every file of a full cache would take longer than bringing it.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    // A copy may have rows that were deleted in the bucket since.
    private static readonly TimeSpan LongestUnused = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private long? _bytes;
    private long? _looked;
    private bool _isSpent;

    /// <summary>Counts bytes that are about to come, deleting copies that were not used for long where there is too much; false where there is no room.</summary>
    public bool TryMakeRoom(long bytes)
    {
        lock (_lock)
        {
            if (bytes > maxBytes)
            {
                return false;
            }

            if (_bytes + bytes > maxBytes && _isSpent && _looked is { } looked && time.GetElapsedTime(looked) < LookInterval)
            {
                return false;
            }

            if (_bytes is null || _bytes + bytes > maxBytes)
            {
                _bytes = Look_NeedsLock(bytes);
                _looked = time.GetTimestamp();
            }

            if (_bytes + bytes > maxBytes)
            {
                return false;
            }

            _bytes += bytes;
            return true;
        }
    }

    /// <summary>Deletes copies that were not used for <see cref="LongestUnused"/>, however much room there is. It never fails: the next call deletes what stays.</summary>
    public void DeleteUnused()
    {
        lock (_lock)
        {
            var longest = time.GetUtcNow().UtcDateTime - LongestUnused;
            try
            {
                foreach (var (file, used, _) in List().TakeWhile(file => file.Used < longest))
                {
                    DeleteUnused(file, used);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process has taken the folder away, or it cannot be listed now. It is called by a timer, whose failures end the process.
            }
        }
    }

    private static void DeleteUnused(FileInfo file, DateTime used)
    {
        try
        {
            Delete(file, used);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process may hold it at this moment. The other copies go.
        }
    }

    // Others who share the folder add to it and take away too: what is there is what counts.
    private long Look_NeedsLock(long wanted)
    {
        var files = List();
        var bytes = files.Sum(file => file.Length);
        var unused = time.GetUtcNow().UtcDateTime - ObjectCache.Grace;

        _isSpent = true;
        // A tenth more than needed, so that it is not looked through again at once.
        foreach (var (file, used, length) in files.TakeWhile(file => file.Used < unused))
        {
            if (bytes + wanted <= maxBytes - (maxBytes / 10))
            {
                _isSpent = false;
                break;
            }

            Delete(file, used);
            bytes -= length;
        }

        return bytes;
    }

    // The least recently used first. A file may go between its listing and the look at it.
    private List<(FileInfo File, DateTime Used, long Length)> List() =>
    [
        .. new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(file => file.Exists).Select(file => (File: file, Used: file.LastWriteTimeUtc, file.Length)).OrderBy(file => file.Used),
    ];

    private static void Delete(FileInfo file, DateTime used)
    {
        file.Refresh();
        if (file.Exists && file.LastWriteTimeUtc == used)
        {
            file.Delete();
        }
    }
}

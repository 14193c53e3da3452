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
            try
            {
                _bytes = Look_NeedsLock(0);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process may take a folder away at this moment.
            }
        }
    }

    // Others who share the folder add to it and take away too: what is there is what counts. A file may go between its listing and the look at it.
    private long Look_NeedsLock(long wanted)
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(file => file.Exists).Select(file => (File: file, Used: file.LastWriteTimeUtc, file.Length)).OrderBy(file => file.Used).ToList();
        var bytes = files.Sum(file => file.Length);
        var now = time.GetUtcNow().UtcDateTime;

        _isSpent = true;
        // A tenth more than needed, so that it is not looked through again at once.
        foreach (var (file, used, length) in files.TakeWhile(file => now - file.Used > ObjectCache.Grace))
        {
            if (now - used <= LongestUnused && bytes + wanted <= maxBytes - (maxBytes / 10))
            {
                _isSpent = false;
                break;
            }

            file.Refresh();
            if (file.Exists && file.LastWriteTimeUtc == used)
            {
                file.Delete();
            }

            bytes -= length;
        }

        return bytes;
    }
}

using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.QueryProxy.Buffers;

/// <summary>
/// The batches of one result that find no room in memory, in files of some size: one whose batches were all read takes no room while more are written. One
/// writer.
/// </summary>
internal sealed class SpilledBatches(ResultStorage storage, string subject)
{
    /// <summary>Bytes after which a file is full.</summary>
    private const long FileBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private SpillFile? _last;

    /// <summary>Whether the file that was written last has a batch to be read.</summary>
    public bool IsWriting
    {
        get
        {
            lock (_lock)
            {
                return _last is not null;
            }
        }
    }

    /// <summary>Writes a batch, which is there until it is left.</summary>
    /// <exception cref="QueryFailedException">There is no room on disk.</exception>
    public async Task<(SpillFile File, long Offset)> WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        if (!storage.Disk.TryTake(subject, text.Length))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.ExceededResultLimit,
                $"The result is read more slowly than it is made, and the rest finds no room: {storage.DiskLimits}. Read faster, or ask for less at once."));
        }

        SpillFile? file = null;
        try
        {
            file = FileOfNext();
            return (file, await file.AppendAsync(text, cancellationToken));
        }
        catch (Exception exception)
        {
            storage.Disk.Return(subject, text.Length);
            if (file is not null)
            {
                Leave(file);
            }

            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new QueryFailedException(new QueryFailure(TrinoErrorCode.ExceededResultLimit,
                    "The result is read more slowly than it is made, and the rest cannot be kept: the disk for unread results is full or fails. Read faster, or ask for less at once; the operator's log says more."), exception);
            }

            throw;
        }
    }

    /// <summary>Frees a file with the last of its batches that is left.</summary>
    public void Leave(SpillFile file)
    {
        lock (_lock)
        {
            if (--file.Unread == 0)
            {
                _last = _last == file ? null : _last;
                storage.Disk.Return(subject, file.Length);
                file.Dispose();
            }
        }
    }

    // The next batch counts as unread from now on.
    private SpillFile FileOfNext()
    {
        lock (_lock)
        {
            _last = _last is { Length: < FileBytes } ? _last : storage.NewSpillFile();
            _last.Unread++;
            return _last;
        }
    }
}

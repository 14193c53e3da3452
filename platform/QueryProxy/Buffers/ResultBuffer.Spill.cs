using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.QueryProxy.Buffers;

/// <remarks>Batches on disk are in files of some size, so that one that was read takes no room while more are made.</remarks>
internal sealed partial class ResultBuffer
{
    /// <summary>Bytes after which a spill file is full.</summary>
    private const long SpillFileBytes = 64 * 1024 * 1024;

    private SpillFile? _spill;

    private async Task SpillAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        var bytes = batch.Text.Length;
        if (!_storage.Disk.TryTake(_subject, bytes))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.ExceededResultLimit,
                $"The result is read more slowly than it is made, and the rest finds no room: {_storage.DiskLimits}. Read faster, or ask for less at once."));
        }

        SpillFile? file = null;
        try
        {
            file = SpillFileOf();
            var offset = await file.AppendAsync(batch.Text, cancellationToken);
            bytes = 0;
            lock (_lock)
            {
                if (!_dropped)
                {
                    _parts.Writer.TryWrite(new ResultPart(batch.Rows, batch.Text.Length) { File = file, Offset = offset });
                    file = null;
                }
            }
        }
        catch (ObjectDisposedException) when (_dropped)
        {
            // No one reads it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.ExceededResultLimit,
                "The result is read more slowly than it is made, and the rest cannot be kept: the disk for unread results is full or fails. Read faster, or ask for less at once; the operator's log says more."), exception);
        }
        finally
        {
            if (file is not null)
            {
                lock (_lock)
                {
                    Leave_NeedsLock(file);
                }
            }

            _storage.Disk.Return(_subject, bytes);
            batch.Release();
        }
    }

    // The file of the next batch, which counts as unread from now on.
    private SpillFile SpillFileOf()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_dropped, this);
            _spill = _spill is { Length: < SpillFileBytes } open ? open : _storage.NewSpillFile();
            _spill.Unread++;
            return _spill;
        }
    }

    // Frees a file with the last of its batches that was read.
    private void Leave_NeedsLock(SpillFile file)
    {
        if (--file.Unread == 0)
        {
            _spill = _spill == file ? null : _spill;
            _storage.Disk.Return(_subject, file.Length);
            file.Dispose();
        }
    }

    private async Task<RowBatch> UnspillAsync(ResultPart part, CancellationToken cancellationToken)
    {
        var memory = Arrays.Rent(part.Length);
        try
        {
            await part.File!.ReadAsync(part.Offset, memory.Memory, cancellationToken);
            return new RowBatch(part.Rows, memory.Memory) { Memory = memory };
        }
        catch
        {
            memory.Release();
            throw;
        }
    }
}

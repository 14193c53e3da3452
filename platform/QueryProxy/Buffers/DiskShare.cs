using MeshStarter.QueryProxy.Failures;

namespace MeshStarter.QueryProxy.Buffers;

/// <summary>The disk space of one subject.</summary>
internal sealed class DiskShare(ResultStorage storage, string subject)
{
    /// <summary>Takes space for copies of a query's files.</summary>
    /// <exception cref="QueryFailedException">A limit would be exceeded.</exception>
    public void TakeForCopies(long bytes)
    {
        if (!storage.Disk.TryTake(subject, bytes))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.ExceededResultLimit,
                $"The query's files are copied for it and find no room: {storage.DiskLimits}. Ask for fewer files, or send the query again once others have ended; the operator can have files linked instead of copied (docs/query.md)."));
        }
    }

    /// <summary>Gives space back.</summary>
    public void Return(long bytes) => storage.Disk.Return(subject, bytes);
}

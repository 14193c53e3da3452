using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Workers.Buffers;

/// <summary>The disk space of one subject.</summary>
/// <param name="disk">The disk space of all.</param>
/// <param name="limits">Its limits, for messages.</param>
/// <param name="subject">The caller.</param>
internal sealed class DiskShare(ByteShares disk, string limits, string subject)
{
    /// <summary>Takes space for copies of a query's files.</summary>
    /// <exception cref="QueryFailedException">A limit would be exceeded.</exception>
    public void TakeForCopies(long bytes)
    {
        if (!disk.TryTake(subject, bytes))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.ExceededResultLimit,
                $"The query's files are copied for it and find no room: {limits}. Ask for fewer files, or send the query again once others have ended; the operator can have files linked instead of copied (docs/query.md)."));
        }
    }

    /// <summary>Gives space back.</summary>
    public void Return(long bytes) => disk.Return(subject, bytes);
}

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Decides when the waiting rows of a <see cref="PublishGroup"/> are published: at once after an interval without a publish or when many
/// wait, else when the oldest has waited for the interval.
/// </summary>
/// <param name="interval">The group's interval.</param>
/// <param name="time">The clock.</param>
internal sealed class PublishSchedule(TimeSpan interval, TimeProvider time)
{
    /// <summary>So many waiting rows are published at once. At a thousand rows a second that is four publishes a second, as many as one processor bears.</summary>
    public const int ManyRows = 250;

    /// <summary>So many waiting bytes are published at once.</summary>
    public const long ManyBytes = 1 << 20;

    /// <summary>The pause after a round that published nothing of the rows that waited.</summary>
    public static readonly TimeSpan RetryDelay = FailedPublishes.RetryDelay;

    private (long Since, TimeSpan Delay)? _due;
    private long? _published;
    private long? _failed;
    private bool _waits;

    /// <summary>The time until the next publish, zero when it is due; null while no row waits.</summary>
    /// <param name="rows">How many rows wait; more than <see cref="ManyRows"/> need not be counted.</param>
    /// <param name="bytes">The size of these rows in bytes.</param>
    public TimeSpan? Left(long rows, long bytes)
    {
        _waits = rows > 0;
        if (!_waits)
        {
            (_due, _failed) = (null, null);
            return null;
        }

        if (_failed is { } failed)
        {
            return Left(failed, RetryDelay);
        }

        _due ??= (time.GetTimestamp(), _published is { } published && time.GetElapsedTime(published) < interval ? interval : TimeSpan.Zero);
        return rows >= ManyRows || bytes >= ManyBytes ? TimeSpan.Zero : Left(_due.Value.Since, _due.Value.Delay);
    }

    /// <summary>Notes a round of publishes.</summary>
    /// <param name="began">The clock's timestamp of its beginning.</param>
    /// <param name="published">Whether any row was published or quarantined.</param>
    public void Tried(long began, bool published)
    {
        _due = null;
        _published = published ? began : _published;
        _failed = _waits && !published ? began : null;
    }

    private TimeSpan Left(long since, TimeSpan delay) => delay - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}

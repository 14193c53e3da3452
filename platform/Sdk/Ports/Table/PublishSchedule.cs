namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// Decides when the waiting rows of a <see cref="PublishGroup"/> are published: at once after an interval without a publish or when many
/// wait, else when the oldest has waited for the interval. While rows come fast the interval is shorter.
/// </summary>
/// <param name="interval">The group's interval.</param>
/// <param name="time">The clock.</param>
internal sealed class PublishSchedule(TimeSpan interval, TimeProvider time)
{
    /// <summary>The number of waiting rows that is published at once: at a thousand rows a second, four publishes a second.</summary>
    public const int ManyRows = 250;

    /// <summary>The size of waiting rows, in bytes, that is published at once.</summary>
    public const long ManyBytes = 1 << 20;

    /// <summary>The limit of the count of waiting rows, which distinguishes a fast stream of rows from an import.</summary>
    public const int MostRows = 4 * ManyRows;

    /// <summary>The pause after a round that published none of the waiting rows.</summary>
    public static readonly TimeSpan RetryDelay = PublishingFailures.RetryDelay;

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(300);

    private readonly long _created = time.GetTimestamp();
    private (long Since, TimeSpan Delay)? _due;
    private TimeSpan? _delay;
    private long? _published;
    private long? _failed;
    private long _rows;

    /// <summary>Returns the time until the next publish, zero when it is due; null while no row waits.</summary>
    /// <param name="rows">The number of waiting rows, counted up to <see cref="MostRows"/>.</param>
    /// <param name="bytes">The size of these rows in bytes.</param>
    public TimeSpan? Left(long rows, long bytes)
    {
        _rows = rows;
        if (rows == 0)
        {
            (_due, _failed) = (null, null);
            return null;
        }

        if (_failed is { } failed)
        {
            return Left(failed, RetryDelay);
        }

        _due ??= (time.GetTimestamp(), _published is { } published && time.GetElapsedTime(published) < interval ? _delay ?? interval : TimeSpan.Zero);
        var left = Left(_due.Value.Since, _due.Value.Delay);
        if (rows < ManyRows && bytes < ManyBytes)
        {
            return left;
        }

        // Rows that cannot be published yet wait too: they do not make the others' publishes any smaller.
        var pause = _published is { } last ? Left(last, ShortestDelay < interval ? ShortestDelay : interval) : TimeSpan.Zero;
        return pause < left ? pause : left;
    }

    /// <summary>Notes a round of publishes.</summary>
    /// <param name="began">The clock's timestamp at the start of the round.</param>
    /// <param name="published">Whether any row was published or quarantined.</param>
    public void Tried(long began, bool published)
    {
        _due = null;
        _failed = _rows > 0 && !published ? began : null;
        if (published)
        {
            _delay = DelayAfter(time.GetElapsedTime(_published ?? _created, began));
            _published = began;
        }
    }

    // The time that many rows take at the current pace: a steady stream is published as often as without it, and the end of a burst does not wait.
    private TimeSpan DelayAfter(TimeSpan elapsed)
    {
        var pace = TimeSpan.FromTicks(elapsed.Ticks / Math.Max(_rows, 1) * ManyRows);
        return pace >= interval ? interval : pace > ShortestDelay ? pace : ShortestDelay < interval ? ShortestDelay : interval;
    }

    private TimeSpan Left(long since, TimeSpan delay) => delay - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}

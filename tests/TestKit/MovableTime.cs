namespace MeshStarter.TestKit;

/// <summary>The real clock, moved ahead at will; timers run by the real one.</summary>
public sealed class MovableTime : TimeProvider
{
    private long _ahead;
    private long _back;

    /// <summary>Timers that are to go off so late, or later, never do.</summary>
    public TimeSpan Never { get; set; } = TimeSpan.MaxValue;

    /// <summary>Timers go off after so long at the latest.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.MaxValue;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime >= Never ? Timeout.InfiniteTimeSpan : dueTime > Longest ? Longest : dueTime, period);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead) - Volatile.Read(ref _back));

    /// <inheritdoc />
    public override long GetTimestamp() => System.GetTimestamp() + (long)(TimeSpan.FromTicks(Volatile.Read(ref _ahead)).TotalSeconds * System.TimestampFrequency);

    /// <summary>Moves it ahead.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    /// <summary>Sets the time that it shows back; no less time has elapsed by that.</summary>
    public void SetBack(TimeSpan by) => Interlocked.Add(ref _back, by.Ticks);
}

namespace MeshStarter.TestKit;

/// <summary>A clock that moves only when a test moves it; timers run by the real one.</summary>
/// <param name="start">The time that it shows at first; 31 January 2026, 12:30 UTC, where it is null.</param>
public sealed class StoppedTime(DateTimeOffset? start = null) : TimeProvider
{
    private readonly DateTimeOffset _start = start ?? new(2026, 1, 31, 12, 30, 0, TimeSpan.Zero);
    private long _elapsed;
    private long _back;

    /// <summary>The time that it shows.</summary>
    public DateTimeOffset Now => _start + TimeSpan.FromTicks(Volatile.Read(ref _elapsed) - Volatile.Read(ref _back));

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Now;

    /// <inheritdoc />
    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    /// <summary>Lets time elapse.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _elapsed, by.Ticks);

    /// <summary>Sets the time that it shows back; no less time has elapsed by that.</summary>
    public void SetBack(TimeSpan by) => Interlocked.Add(ref _back, by.Ticks);
}

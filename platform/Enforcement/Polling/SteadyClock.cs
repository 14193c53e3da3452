namespace MeshStarter.Platform.Enforcement.Polling;

/// <summary>
/// The time by which grants end. It is that of the machine, and it does not go back: where the machine's clock is set back, it goes on from the start of the
/// process by elapsed time, so that an ended grant stays ended.
/// </summary>
/// <param name="time">The clock of the machine.</param>
public sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>The time now.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var (now, steady) = (time.GetUtcNow(), _start + time.GetElapsedTime(_startedAt));
            return now > steady ? now : steady;
        }
    }
}

namespace MeshStarter.TestKit;

/// <summary>The real clock at a multiple of its pace, twenty unless another is given, with all timers: for fixed waits that are no subject of a test.</summary>
public sealed class QuickTime(int pace = 20) : TimeProvider
{
    private readonly DateTimeOffset _began = System.GetUtcNow();
    private readonly long _beganAt = System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, Paced(dueTime), Paced(period));

    public override DateTimeOffset GetUtcNow() => _began + (System.GetElapsedTime(_beganAt) * pace);

    public override long GetTimestamp() => _beganAt + ((System.GetTimestamp() - _beganAt) * pace);

    private TimeSpan Paced(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / pace;
}

namespace MeshStarter.Sdk.Tests;

/// <summary>The real clock at twenty times its pace, with all timers: for fixed waits that are no subject of a test.</summary>
internal sealed class QuickTime : TimeProvider
{
    private const int Pace = 20;

    private readonly DateTimeOffset _began = System.GetUtcNow();
    private readonly long _beganAt = System.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, Paced(dueTime), Paced(period));

    public override DateTimeOffset GetUtcNow() => _began + (System.GetElapsedTime(_beganAt) * Pace);

    public override long GetTimestamp() => _beganAt + ((System.GetTimestamp() - _beganAt) * Pace);

    private static TimeSpan Paced(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Pace;
}

namespace MeshStarter.Service;

/// <summary>A clock whose timers take a fiftieth of a second for five minutes, and no time for seconds.</summary>
internal sealed class FiveMinutes : TimeProvider
{
    private const int Pace = 15_000;

    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, Paced(dueTime), Paced(period));

    private static TimeSpan Paced(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Pace;
}

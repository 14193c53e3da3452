using MeshStarter.Platform.Enforcement.Polling;



namespace MeshStarter.ServiceDefaults.Tests.Governance;

/// <summary>The clock by which grants end and votes close.</summary>
public sealed class SteadyClockTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-365, 1)]
    [InlineData(3, 4)]
    public void Clock_that_is_set_back_goes_on_and_one_that_is_set_forward_is_followed(int setByDays, int expectedDays)
    {
        var time = new SettableTime();
        var clock = new SteadyClock(time);

        time.Elapse(Day);
        time.Set(Day * setByDays);

        Assert.Equal(DateTimeOffset.UnixEpoch + (Day * expectedDays), clock.Now);
        time.Elapse(Day);
        Assert.Equal(DateTimeOffset.UnixEpoch + (Day * (expectedDays + 1)), clock.Now);
    }

    /// <summary>Time that elapses, and a wall clock that a test sets.</summary>
    private sealed class SettableTime : TimeProvider
    {
        private TimeSpan _elapsed;
        private TimeSpan _set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Elapse(TimeSpan by) => _elapsed += by;

        public void Set(TimeSpan by) => _set += by;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _elapsed + _set;
    }
}

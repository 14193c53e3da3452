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
        var time = new StoppedTime(DateTimeOffset.UnixEpoch);
        var clock = new SteadyClock(time);

        time.Advance(Day);
        time.SetBack(-Day * setByDays);

        Assert.Equal(DateTimeOffset.UnixEpoch + (Day * expectedDays), clock.Now);
        time.Advance(Day);
        Assert.Equal(DateTimeOffset.UnixEpoch + (Day * (expectedDays + 1)), clock.Now);
    }
}

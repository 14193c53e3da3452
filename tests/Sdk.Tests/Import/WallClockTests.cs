using MeshStarter.Sdk.Import;
using MeshStarter.ServiceDefaults.Start;
using NodaTime;

namespace MeshStarter.Sdk.Tests.Import;

[Trait("Category", "Quick")]
public sealed class WallClockTests
{
    private static readonly DateTimeZone SaoPaulo = WallClock.Zone("America/Sao_Paulo");

    [Theory]
    // Plain days, in winter and in summer time.
    [InlineData("2017-07-01T12:00:00", "2017-07-01T15:00:00Z")]
    [InlineData("2017-12-01T12:00:00", "2017-12-01T14:00:00Z")]
    // The clocks went from 23:59 to 1:00: this half hour never was.
    [InlineData("2017-10-15T00:30:00", "2017-10-15T03:30:00Z")]
    [InlineData("2017-10-15T00:00:00", "2017-10-15T03:00:00Z")]
    [InlineData("2017-10-14T23:59:00", "2017-10-15T02:59:00Z")]
    [InlineData("2017-10-15T01:00:00", "2017-10-15T03:00:00Z")]
    // The clocks went from 23:59 back to 23:00: this hour was twice, the second is taken.
    [InlineData("2018-02-17T23:30:00", "2018-02-18T02:30:00Z")]
    [InlineData("2018-02-17T22:59:00", "2018-02-18T00:59:00Z")]
    [InlineData("2018-02-18T00:00:00", "2018-02-18T03:00:00Z")]
    public void Local_time_becomes_an_instant_of_the_same_local_day(string local, string instant)
    {
        var wall = DateTime.Parse(local, null);

        var at = WallClock.ToInstant(wall, SaoPaulo);

        Assert.Equal(DateTimeOffset.Parse(instant, null), at);
        Assert.Equal(TimeSpan.Zero, at.Offset);
        Assert.Equal(DateOnly.FromDateTime(wall), WallClock.Day(at, SaoPaulo));
    }

    [Fact]
    public void Every_minute_of_the_days_around_a_change_keeps_its_day()
    {
        foreach (var day in (DateTime[])[new(2017, 10, 15), new(2018, 2, 17), new(2018, 11, 4), new(2019, 2, 16)])
        {
            for (var wall = day.AddDays(-1); wall < day.AddDays(2); wall = wall.AddMinutes(1))
            {
                Assert.Equal(DateOnly.FromDateTime(wall), WallClock.Day(WallClock.ToInstant(wall, SaoPaulo), SaoPaulo));
            }
        }
    }

    [Fact]
    public void Zone_that_there_is_not_is_named()
    {
        var missing = Assert.Throws<StartRefusedException>(() => WallClock.Zone("America/Atlantis"));

        Assert.Equal("There is no time zone America/Atlantis. Write an IANA name such as Europe/Berlin.", missing.Message);
    }
}

using System.Globalization;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Schedules;

namespace MeshStarter.Pipelines.Tests.Schedules;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("15 6 * * *", "America/Sao_Paulo", "2023-12-31T23:00", "2024-01-01T09:15", "2024-01-02T09:15")]
    // Times in a gap, at its end; one that the clock shows twice; a midnight that is skipped, at the first hour.
    [InlineData("15,30 2 * * *", "Europe/Berlin", "2024-03-30T02:00", "2024-03-31T01:00", "2024-04-01T00:15")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2024-10-26T12:00", "2024-10-27T00:30", "2024-10-28T01:30")]
    [InlineData("0 0 * * *", "America/Sao_Paulo", "2017-10-14T12:00", "2017-10-15T03:00", "2017-10-16T02:00")]
    public void Cron_is_read_in_its_zone_and_each_time_fires_once(string cron, string zone, string after, string first, string second) =>
        Assert.Equal([first, second], Next(Cron(cron, zone), after, 2));

    [Fact]
    public void Cron_requested_within_the_second_showing_goes_on_after_it()
    {
        var schedule = Cron("*/30 * * * *", "Europe/Berlin");
        Assert.Equal(["2024-10-27T02:00", "2024-10-27T02:30"], Next(schedule, "2024-10-27T01:10", 2));
        Assert.Equal("2024-10-27T00:30", Text(schedule.Last(Utc("2024-10-27T01:10"))));
    }

    [Fact]
    public void Interval_begins_again_at_each_midnight() =>
        Assert.Equal(["2024-01-01T00:00", "2024-01-01T07:00", "2024-01-01T14:00", "2024-01-01T21:00", "2024-01-02T00:00"], Next(Every("07:00", "UTC"), "2023-12-31T23:00", 5));

    [Fact]
    public void Interval_has_no_gap_where_the_clock_is_set_back()
    {
        var times = Next(Every("00:15", "Europe/Berlin"), "2024-10-26T22:00", 100).Select(Utc).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(TimeSpan.FromMinutes(15), pair.Second - pair.First));
        Assert.Contains(Utc("2024-10-27T23:00"), times);
    }

    [Fact]
    public void Interval_begins_at_the_first_instant_of_a_day_without_a_midnight() =>
        Assert.Equal(["2017-10-15T03:00", "2017-10-15T15:00", "2017-10-16T02:00"], Next(Every("12:00", "America/Sao_Paulo"), "2017-10-15T01:00", 3));

    [Theory]
    [InlineData("*/7 * * * *", "Europe/Berlin")]
    [InlineData("30 2 * * *", "America/New_York")]
    [InlineData("0 0 1 * *", "Australia/Lord_Howe")]
    [InlineData("15 0,12 * * 1", "America/St_Johns")]
    public void Last_is_the_due_time_before_the_next_one(string cron, string zone)
    {
        var schedule = Cron(cron, zone);
        for (var moment = Utc("2006-01-01T00:00"); moment < Utc("2007-02-01T00:00"); moment = moment.AddMinutes(613))
        {
            var next = schedule.Next(moment)!.Value;
            Assert.True(next > moment);
            Assert.Equal(next, schedule.Last(next));
            var last = schedule.Last(moment)!.Value;
            Assert.True(last <= moment);
            Assert.Equal(next, schedule.Next(last));
        }
    }

    private static Schedule Cron(string expression, string zone) => Schedule.Of(new CronTrigger(expression, zone));

    private static Schedule Every(string interval, string zone) => Schedule.Of(new IntervalTrigger(TimeSpan.Parse(interval, CultureInfo.InvariantCulture), zone));

    private static List<string> Next(Schedule schedule, string after, int count)
    {
        List<string> times = [];
        for (var moment = schedule.Next(Utc(after)); times.Count < count; moment = schedule.Next(moment!.Value))
        {
            times.Add(Text(moment));
        }

        return times;
    }

    private static string Text(DateTimeOffset? moment) => moment!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);
}

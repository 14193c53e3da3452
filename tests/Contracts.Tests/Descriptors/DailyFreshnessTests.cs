using System.Globalization;
using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Tests.Descriptors;

public sealed class DailyFreshnessTests
{
    [Theory]
    [InlineData("by 06:00 daily", "06:00")]
    [InlineData("by 6:00 daily", "06:00")]
    [InlineData("by 6am daily", "06:00")]
    [InlineData("by 6 AM daily UTC", "06:00")]
    [InlineData("by 6 AM daily utc", "06:00")]
    [InlineData("by 6:30pm daily Europe/Berlin", "18:30")]
    [InlineData("by 12am daily", "00:00")]
    [InlineData("by 12pm daily", "12:00")]
    public void Time_of_day_is_read_in_each_form(string text, string time) => Assert.Equal(TimeOnly.Parse(time, CultureInfo.InvariantCulture), Read(text).DailyBy);

    [Theory]
    [InlineData("by 24:00 daily")]
    [InlineData("by 13pm daily")]
    [InlineData("by 6 daily")]
    [InlineData("by 6 xm daily")]
    [InlineData("by 6 am")]
    [InlineData("by 6 am daily UTC now")]
    [InlineData("by noon daily")]
    public void Other_text_is_refused_with_what_to_write(string text)
    {
        Assert.False(FreshnessTarget.TryParse(text, out _, out _, out var fix));
        Assert.Contains("06:00", fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("by 06:00 daily Europe/Berlin", "2026-01-15T04:59:59Z", "2026-01-13T23:00:00Z", "2026-01-14T05:00:00Z")]
    [InlineData("by 06:00 daily Europe/Berlin", "2026-01-15T05:00:00Z", "2026-01-14T23:00:00Z", "2026-01-15T05:00:00Z")]
    [InlineData("by 06:00 daily Europe/Berlin", "2026-07-01T04:00:00Z", "2026-06-30T22:00:00Z", "2026-07-01T04:00:00Z")]
    [InlineData("by 6am daily", "2026-01-15T05:00:00Z", "2026-01-14T00:00:00Z", "2026-01-14T06:00:00Z")]
    [InlineData("by 23:30 daily Asia/Tokyo", "2026-01-15T15:00:00Z", "2026-01-14T15:00:00Z", "2026-01-15T14:30:00Z")]
    public void Last_due_window_follows_the_zone_s_clock(string text, string now, string from, string due) => Assert.Equal(new DueWindow(At(from), At(due)), Read(text).LastDue(At(now)));

    [Fact]
    public void Time_that_the_clock_skips_is_due_after_it_one_shown_twice_at_the_first_a_day_due_at_midnight_then_and_an_age_never()
    {
        Assert.Equal(new DueWindow(At("2026-03-28T23:00:00Z"), At("2026-03-29T01:00:00Z")), Read("by 02:30 daily Europe/Berlin").LastDue(At("2026-03-29T12:00:00Z")));
        Assert.Equal(new DueWindow(At("2026-10-24T22:00:00Z"), At("2026-10-25T00:30:00Z")), Read("by 02:30 daily Europe/Berlin").LastDue(At("2026-10-25T12:00:00Z")));
        Assert.Equal(new DueWindow(At("2026-01-14T00:00:00Z"), At("2026-01-15T00:00:00Z")), Read("by 00:00 daily").LastDue(At("2026-01-15T10:00:00Z")));
        Assert.Null(Read("5 minutes").LastDue(At("2026-01-15T10:00:00Z")));
    }

    [Theory]
    [InlineData("1 minute", "5 minutes", true)]
    [InlineData("5 minutes", "5 minutes", false)]
    [InlineData("1 day", "by 06:00 daily", true)]
    [InlineData("by 06:00 daily", "5 minutes", false)]
    [InlineData("by 06:00 daily", "by 07:00 daily", true)]
    [InlineData("by 07:00 daily", "by 07:00 daily", false)]
    [InlineData("by 00:00 daily", "by 07:00 daily", false)]
    [InlineData("by 07:00 daily", "by 00:00 daily", true)]
    [InlineData("by 00:00 daily Asia/Tokyo", "by 01:00 daily Asia/Tokyo", false)]
    [InlineData("by 07:00 daily Europe/Berlin", "by 06:30 daily", true)]
    [InlineData("by 07:00 daily Europe/Berlin", "by 06:00 daily", false)]
    [InlineData("by 06:00 daily Asia/Tokyo", "by 06:00 daily", true)]
    [InlineData("by 00:30 daily Europe/Berlin", "by 01:00 daily", true)]
    [InlineData("by 00:00 daily Australia/Sydney", "by 12:00 daily", false)]
    public void Product_is_not_fresher_than_its_input(string own, string input, bool isFresher) => Assert.Equal(isFresher, Read(own).IsFresherThan(Read(input), At("2026-01-15T12:00:00Z")));

    private static FreshnessTarget Read(string text) => FreshnessTarget.TryParse(text, out var target, out var error, out _) ? target : throw new FormatException(error);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Tests.Descriptors;

public sealed class TermTextTests
{
    [Theory]
    [InlineData("5 minutes", 300, "5 minutes")]
    [InlineData("1 minute", 60, "1 minute")]
    [InlineData(" 2   WEEKS ", 1_209_600, "14 days")]
    [InlineData("90 seconds", 90, "90 seconds")]
    [InlineData("24 hours", 86_400, "1 day")]
    public void Duration_reads_and_prints_in_the_greatest_unit(string text, int seconds, string printed)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
        Assert.Equal(printed, DurationText.Format(duration));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("5")]
    [InlineData("5minutes")]
    [InlineData("-5 minutes")]
    [InlineData("0 days")]
    [InlineData("1.5 hours")]
    [InlineData("5 fortnights")]
    [InlineData("40000 days")]
    [InlineData("99999999999 seconds")]
    [InlineData("5 minutes ago")]
    public void Duration_that_is_none_is_refused(string? text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void Freshness_reads_both_forms()
    {
        Assert.True(FreshnessTarget.TryParse("5 minutes", out var age, out _, out _));
        Assert.Equal((TimeSpan.FromMinutes(5), null, null), (age.MaxAge, age.DailyBy, age.TimeZone));
        Assert.True(FreshnessTarget.TryParse("by 06:00 daily Europe/Berlin", out var daily, out _, out _));
        Assert.Equal((null, new TimeOnly(6, 0), "Europe/Berlin"), (daily.MaxAge, daily.DailyBy, daily.TimeZone));
    }

    [Theory]
    [InlineData("99.9%", 99.9)]
    [InlineData("100%", 100)]
    [InlineData(" 0 % ", 0)]
    public void Percentage_reads_a_share(string text, double expected)
    {
        Assert.True(Percentage.TryParse(text, out var percent));
        Assert.Equal((decimal)expected, percent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("%")]
    [InlineData("99.9")]
    [InlineData("100.1%")]
    [InlineData("-1%")]
    [InlineData("1e2%")]
    public void Percentage_that_is_none_is_refused(string? text) => Assert.False(Percentage.TryParse(text, out _));
}

using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Pipelines.Tests.Windows;

public sealed class WindowSeriesTests
{
    [Fact]
    public void Day_that_begins_at_one_has_23_hours_and_one_whose_last_hour_is_shown_twice_25()
    {
        var day = Of(WindowSize.Day, "America/Sao_Paulo").At(new DateOnly(2017, 10, 15))!;
        Assert.Equal((Utc("2017-10-15T03:00"), Utc("2017-10-16T02:00")), (day.Start, day.End));
        Assert.Equal(("2017-10-15T03:00Z", "2017-10-15"), (day.Name, day.ToString()));

        var longer = Of(WindowSize.Day, "America/Sao_Paulo").At(new DateOnly(2018, 2, 17))!;
        Assert.Equal((Utc("2018-02-17T02:00"), Utc("2018-02-18T03:00")), (longer.Start, longer.End));
    }

    [Fact]
    public void Hour_that_is_shown_twice_is_one_window()
    {
        var windows = Of(WindowSize.Hour, "Europe/Berlin");
        var hours = windows.Between(new DateOnly(2024, 10, 27), new DateOnly(2024, 10, 27)).ToList();
        Assert.Equal(24, hours.Count);
        Assert.Equal((Utc("2024-10-27T00:00"), Utc("2024-10-27T02:00")), (hours[2].Start, hours[2].End));
        Assert.Equal("2024-10-27T02:00", hours[2].ToString());
        Assert.Equal(hours[2], windows.At(Utc("2024-10-27T01:30")));
    }

    [Fact]
    public void Hour_that_is_skipped_is_no_window()
    {
        var hours = Of(WindowSize.Hour, "Europe/Berlin").Between(new DateOnly(2024, 3, 31), new DateOnly(2024, 3, 31)).ToList();
        Assert.Equal(23, hours.Count);
        Assert.Equal(["2024-03-31T01:00", "2024-03-31T03:00"], hours[1..3].Select(hour => hour.ToString()));
    }

    [Fact]
    public void Date_that_a_zone_left_out_is_in_the_day_before()
    {
        var windows = Of(WindowSize.Day, "Pacific/Apia");
        var day = windows.At(new DateOnly(2011, 12, 30))!;
        Assert.Equal("2011-12-29", day.ToString());
        Assert.Equal((new DateOnly(2011, 12, 29), new DateOnly(2011, 12, 31)), day.BoundsOf(ColumnType.Parse("DATE")));
    }

    [Fact]
    public void Weeks_begin_on_Monday_and_months_on_the_first()
    {
        Assert.Equal("2017-10-09", Of(WindowSize.Week, "America/Sao_Paulo").At(new DateOnly(2017, 10, 15))!.ToString());
        var month = Of(WindowSize.Month, "America/Sao_Paulo").At(new DateOnly(2017, 10, 15))!;
        Assert.Equal(("2017-10", Utc("2017-10-01T03:00"), Utc("2017-11-01T02:00")), (month.ToString(), month.Start, month.End));
    }

    [Fact]
    public void No_window_is_before_the_first()
    {
        var windows = new WindowSeries(new PipelineWindow("day", WindowSize.Month, "UTC", new DateOnly(2016, 9, 4)));
        Assert.Equal("2016-09", windows.First.ToString());
        Assert.Null(windows.Previous(windows.First));
        Assert.Null(windows.At(Utc("2016-08-31T23:59")));
        Assert.Equal(["2016-09", "2016-10"], windows.Between(new DateOnly(2015, 1, 1), new DateOnly(2016, 10, 1)).Select(window => window.ToString()));
        Assert.Empty(windows.Between(new DateOnly(2016, 10, 1), new DateOnly(2016, 9, 30)));
    }

    [Fact]
    public void Latest_windows_end_with_the_current_one()
    {
        var windows = new WindowSeries(new PipelineWindow("day", WindowSize.Day, "UTC", new DateOnly(2016, 9, 4)));
        Assert.Equal(["2016-09-05", "2016-09-06"], windows.Latest(Utc("2016-09-06T12:00"), 2).Select(window => window.ToString()));
        Assert.Equal(["2016-09-04"], windows.Latest(Utc("2016-09-04T12:00"), 2).Select(window => window.ToString()));
    }

    [Fact]
    public void Values_that_mean_never_are_in_no_window()
    {
        var windows = Of(WindowSize.Month, "Pacific/Kiritimati");
        Assert.Null(windows.At(DateTimeOffset.MaxValue));
        Assert.Null(windows.At(DateTime.MaxValue));
        Assert.Null(windows.At(DateOnly.MaxValue));
        Assert.Null(windows.At(DateTimeOffset.MinValue));
        Assert.Equal("9998-12", windows.At(new DateOnly(9998, 12, 31))!.ToString());
    }

    [Fact]
    public void Pipeline_without_windows_has_one()
    {
        var table = new WindowSeries(null);
        Assert.Equal([Window.Table, Window.Table, Window.Table], [table.First, table.At(Utc("2020-01-01T00:00"))!, table.Find("table")!]);
        Assert.Equal([Window.Table], table.Between(new DateOnly(2016, 1, 1), new DateOnly(2020, 1, 1)));
        Assert.Null(table.Next(Window.Table));
        Assert.Equal("table", Window.Table.Name);
        Assert.Throws<InvalidOperationException>(() => Window.Table.BoundsOf(ColumnType.Parse("DATE")));
    }

    [Theory]
    [InlineData("2017-10-15T04:00Z")]
    [InlineData("2017-10-15")]
    [InlineData("table")]
    [InlineData("")]
    public void No_window_has_another_name(string name) => Assert.Null(Of(WindowSize.Day, "America/Sao_Paulo").Find(name));

    [Fact]
    public void Bounds_have_the_type_of_the_column()
    {
        var day = Of(WindowSize.Day, "America/Sao_Paulo").At(new DateOnly(2017, 10, 15))!;
        Assert.Equal((new DateOnly(2017, 10, 15), new DateOnly(2017, 10, 16)), day.BoundsOf(ColumnType.Parse("DATE")));
        Assert.Equal((Utc("2017-10-15T03:00"), Utc("2017-10-16T02:00")), day.BoundsOf(ColumnType.Parse("TIMESTAMP")));
        Assert.Equal((new DateTime(2017, 10, 15), new DateTime(2017, 10, 16)), day.BoundsOf(ColumnType.Parse("TIMESTAMP_NTZ")));
        Assert.Throws<ArgumentException>(() => day.BoundsOf(ColumnType.Parse("STRING")));
        Assert.Throws<ArgumentException>(() => Of(WindowSize.Hour, "UTC").At(new DateOnly(2017, 10, 15))!.BoundsOf(ColumnType.Parse("DATE")));
    }

    private static WindowSeries Of(WindowSize size, string zone) => new(new PipelineWindow("at", size, zone, new DateOnly(1990, 1, 1)));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);
}

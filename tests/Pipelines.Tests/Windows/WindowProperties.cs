using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;
using NodaTime;

namespace MeshStarter.Pipelines.Tests.Windows;

/// <summary>Properties of windows of every zone, size and moment.</summary>
public sealed class WindowProperties
{
    private static readonly string[] Zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    private static readonly DateTimeOffset Earliest = new(1890, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Half of the moments are within a day of a change of the zone's clock.
    private static readonly Gen<(WindowSeries Windows, DateTimeZone Zone, WindowSize Size, DateTimeOffset Moment)> Moments =
        from id in Gen.Elements(Zones)
        let zone = DateTimeZoneProviders.Tzdb[id]
        from size in Gen.Elements(Enum.GetValues<WindowSize>())
        from hours in Gen.Choose(0, 24 * 365 * 160)
        from seconds in Gen.Choose(-90_000, 90_000)
        from nearChange in Gen.Elements(true, false)
        let moment = Earliest.AddHours(hours)
        let interval = zone.GetZoneInterval(Instant.FromDateTimeOffset(moment))
        let near = nearChange && interval.HasStart && interval.Start > Instant.FromDateTimeOffset(Earliest) ? interval.Start.ToDateTimeOffset() : moment
        select (new WindowSeries(new PipelineWindow("at", size, id, new DateOnly(1880, 1, 1))), zone, size, near.AddSeconds(seconds));

    [Fact]
    public void A_moment_is_in_its_window_alone() => ForAll((windows, _, _, moment) =>
    {
        var window = windows.At(moment)!;
        Assert.True(window.Start <= moment && moment < window.End);
        Assert.True(windows.Previous(window)!.End <= moment && windows.Next(window)!.Start > moment);
    });

    [Fact]
    public void Windows_follow_one_another_without_a_gap() => ForAll((windows, _, _, moment) =>
    {
        var window = windows.At(moment)!;
        var next = windows.Next(window)!;
        Assert.Equal((window.End, window.LocalEnd), (next.Start, next.LocalStart));
        Assert.True(window.Start < window.End && window.LocalStart < window.LocalEnd);
        Assert.Equal(window, windows.Previous(next));
    });

    [Fact]
    public void The_bounds_of_a_window_are_in_it_or_the_next() => ForAll((windows, _, _, moment) =>
    {
        var window = windows.At(moment)!;
        var tick = TimeSpan.FromTicks(1);
        var expected = (window, window, windows.Next(window));
        Assert.Equal(expected, (windows.At(window.Start)!, windows.At(window.End - tick)!, windows.At(window.End)));
        Assert.Equal(expected, (windows.At(window.LocalStart)!, windows.At(window.LocalEnd - tick)!, windows.At(window.LocalEnd)));
    });

    [Fact]
    public void A_window_begins_when_the_clock_first_shows_its_beginning() => ForAll((windows, zone, _, moment) =>
    {
        var window = windows.At(moment)!;
        var shown = zone.MapLocal(LocalDateTime.FromDateTime(window.LocalStart));
        Assert.Equal(shown.Count == 0 ? shown.LateInterval.Start : shown.First().ToInstant(), Instant.FromDateTimeOffset(window.Start));
    });

    [Fact]
    public void A_window_begins_at_a_local_boundary() => ForAll((windows, _, size, moment) =>
    {
        var local = windows.At(moment)!.LocalStart;
        Assert.Equal(0, local.TimeOfDay.Ticks % TimeSpan.TicksPerHour);
        Assert.True(size == WindowSize.Hour || local.TimeOfDay == TimeSpan.Zero);
        Assert.True(size != WindowSize.Week || local.DayOfWeek == DayOfWeek.Monday);
        Assert.True(size != WindowSize.Month || local.Day == 1);
    });

    [Fact]
    public void A_window_is_found_by_its_name() => ForAll((windows, _, _, moment) =>
    {
        var window = windows.At(moment)!;
        Assert.Equal(window, windows.Find(window.Name));
    });

    [Fact]
    public void Dates_and_local_times_and_instants_agree_where_no_clock_changes() => ForAll((windows, zone, size, moment) =>
    {
        var window = windows.At(moment)!;
        var around = Instant.FromDateTimeOffset(moment);
        if (zone.GetZoneInterval(around - Duration.FromDays(1)) == zone.GetZoneInterval(around + Duration.FromDays(1)))
        {
            var local = around.InZone(zone).LocalDateTime.ToDateTimeUnspecified();
            Assert.Equal(window, windows.At(local));
            Assert.True(size == WindowSize.Hour || windows.At(DateOnly.FromDateTime(local)) == window);
        }
    });

    [Fact]
    public void Windows_of_two_days_are_those_of_every_moment_between() => ForAll((windows, zone, _, moment) =>
    {
        var first = DateOnly.FromDateTime(Instant.FromDateTimeOffset(moment).InZone(zone).LocalDateTime.ToDateTimeUnspecified());
        var found = windows.Between(first, first.AddDays(2)).ToList();
        var expected = Enumerable.Range(0, 3 * 24).Select(hour => windows.At(first.ToDateTime(TimeOnly.MinValue).AddHours(hour))!).Distinct();
        Assert.Equal(expected, found);
    });

    [Fact]
    public void A_column_of_dates_has_whole_days_as_bounds() => ForAll((windows, _, size, moment) =>
    {
        if (size != WindowSize.Hour)
        {
            var window = windows.At(moment)!;
            var (from, to) = window.BoundsOf(ColumnType.Parse("DATE"));
            Assert.Equal((DateOnly.FromDateTime(window.LocalStart), DateOnly.FromDateTime(window.LocalEnd)), (from, to));
        }
    });

    private static void ForAll(Action<WindowSeries, DateTimeZone, WindowSize, DateTimeOffset> check) =>
        Prop.ForAll(Moments.ToArbitrary(), each => check(each.Windows, each.Zone, each.Size, each.Moment)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
}

using System.Globalization;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Schedules;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Pipelines.Tests.Schedules;

public sealed class DueRunsTests
{
    [Theory]
    [InlineData("15 6 * * *", "2024-05-01T06:15", "2024-05-02T06:15", "2024-05-01 at 2024-05-02T06:15")]
    // All that ended since the due time before.
    [InlineData(
        "0 6 * * 1", "2024-05-06T06:00", "2024-05-14T00:00", "2024-05-06 at 2024-05-13T06:00", "2024-05-07 at 2024-05-13T06:00", "2024-05-08 at 2024-05-13T06:00",
        "2024-05-09 at 2024-05-13T06:00", "2024-05-10 at 2024-05-13T06:00", "2024-05-11 at 2024-05-13T06:00", "2024-05-12 at 2024-05-13T06:00")]
    // The window that the due time is in, or that ends there.
    [InlineData("*/15 * * * *", "2024-05-02T06:15", "2024-05-02T06:31", "2024-05-02 at 2024-05-02T06:30")]
    [InlineData("*/15 * * * *", "2024-05-01T23:45", "2024-05-02T00:00", "2024-05-01 at 2024-05-02T00:00")]
    // Missed ones, the oldest first and each once.
    [InlineData("*/15 * * * *", "2024-04-30T20:00", "2024-05-02T10:14", "2024-04-30 at 2024-05-01T00:00", "2024-05-01 at 2024-05-02T00:00", "2024-05-02 at 2024-05-02T10:00")]
    // The clock is set back.
    [InlineData("*/15 * * * *", "2024-05-02T06:15", "2024-05-01T06:15")]
    // None before the first.
    [InlineData("0 6 * * *", "2023-12-20T06:00", "2024-01-02T06:00", "2024-01-01 at 2024-01-02T06:00")]
    public void Due_time_runs_each_window_that_ended_since_the_one_before(string cron, string since, string now, params string[] due) =>
        Assert.Equal(due, Due(cron, WindowSize.Day, since, now));

    [Fact]
    public void New_schedule_begins_at_its_next_due_time()
    {
        Assert.Empty(Due("15 6 * * *", WindowSize.Day, since: "2024-05-02T05:00", now: "2024-05-02T06:14"));
        Assert.Equal(["2024-05-01 at 2024-05-02T06:15"], Due("15 6 * * *", WindowSize.Day, since: "2024-05-02T05:00", now: "2024-05-02T07:00"));
    }

    [Fact]
    public void Latest_skips_missed_windows_but_the_last() => Assert.Equal(
        ["2024-04-29 at 2024-04-30T06:00 skipped", "2024-04-30 at 2024-05-01T06:00 skipped", "2024-05-01 at 2024-05-02T06:00"],
        Due("0 6 * * *", WindowSize.Day, since: "2024-04-29T06:00", now: "2024-05-02T10:00", CatchUp.Latest, watchedSince: "2024-05-02T09:00"));

    [Fact]
    public void None_skips_what_no_process_watched() => Assert.Equal(
        ["2024-04-29 at 2024-04-30T06:00 skipped", "2024-04-30 at 2024-05-01T06:00 skipped", "2024-05-01 at 2024-05-02T06:00"],
        Due("0 6 * * *", WindowSize.Day, since: "2024-04-29T06:00", now: "2024-05-02T06:00", CatchUp.None, watchedSince: "2024-05-02T05:00"));

    [Fact]
    public void Table_is_due_once_however_much_was_missed() =>
        Assert.Equal(["table at 2024-05-02T06:15"], Due("*/15 * * * *", size: null, since: "2020-05-02T06:15", now: "2024-05-02T06:20"));

    [Fact]
    public void Many_short_intervals_that_were_missed_cost_as_much_as_their_windows()
    {
        var everySecond = new DueRuns(Windows(WindowSize.Month), Schedule.Of(new IntervalTrigger(TimeSpan.FromSeconds(1), "UTC")), CatchUp.All);
        var due = everySecond.Between(Utc("2024-01-01T00:00"), Utc("2034-01-01T00:00"), Utc("2034-01-01T00:00"));
        Assert.Equal(120, due.Count);
    }

    private static List<string> Due(string cron, WindowSize? size, string since, string now, CatchUp catchUp = CatchUp.All, string? watchedSince = null)
    {
        var runs = new DueRuns(Windows(size), Schedule.Of(new CronTrigger(cron, "UTC")), catchUp);
        return [.. runs.Between(Utc(since), Utc(watchedSince ?? since), Utc(now)).Select(run =>
            string.Create(CultureInfo.InvariantCulture, $"{run.Window} at {run.Due.UtcDateTime:yyyy-MM-dd'T'HH:mm}{(run.IsSkipped ? " skipped" : "")}"))];
    }

    private static WindowSeries Windows(WindowSize? size) => new(size is { } each ? new PipelineWindow("at", each, "UTC", new DateOnly(2024, 1, 1)) : null);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture);
}

using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Tests.Ports.Cadence;

public sealed class PublishScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly StoppedTime _time = new();
    private readonly PublishSchedule _schedule;

    public PublishScheduleTests()
    {
        _schedule = new PublishSchedule(Interval, _time);
        _time.Advance(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Row_after_a_publish_is_due_an_interval_after_it_came_or_at_once_where_none_came_so_long()
    {
        Publish();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Interval, _schedule.Left(1, 100));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), _schedule.Left(2, 200));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.Zero, _schedule.Left(9, 900));

        // Rows of the next publish wait by themselves.
        Publish();
        Assert.Equal(Interval, _schedule.Left(1, 100));
        _time.Advance(TimeSpan.FromSeconds(10));

        Publish();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, _schedule.Left(1, 100));
    }

    [Theory]
    [InlineData(PublishSchedule.ManyRows, 1)]
    [InlineData(1, PublishSchedule.ManyBytes)]
    public void Many_rows_or_bytes_are_due_at_once_but_for_the_shortest_pause(long rows, long bytes)
    {
        Publish();
        Assert.Equal(Interval, _schedule.Left(PublishSchedule.ManyRows - 1, PublishSchedule.ManyBytes - 1));
        Assert.Equal(TimeSpan.FromSeconds(0.3), _schedule.Left(rows, bytes));

        _time.Advance(TimeSpan.FromSeconds(0.3));

        Assert.Equal(TimeSpan.Zero, _schedule.Left(rows, bytes));
    }

    [Theory]
    [InlineData(1000, 1, 0.3)]
    [InlineData(250, 1, 1)]
    [InlineData(100, 2, 5)]
    [InlineData(10, 10, 10)]
    public void Row_after_a_burst_waits_as_long_as_many_rows_took_to_come(int rows, double seconds, double delay)
    {
        Publish();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        Publish(rows);

        Assert.Equal(TimeSpan.FromSeconds(delay), _schedule.Left(1, 100));
    }

    [Fact]
    public void Row_that_follows_the_end_of_a_burst_waits_for_the_whole_interval()
    {
        Publish();
        _time.Advance(TimeSpan.FromSeconds(1));
        Publish(1000);
        _time.Advance(TimeSpan.FromSeconds(5));
        Publish();

        Assert.Equal(Interval, _schedule.Left(1, 100));
    }

    [Fact]
    public void Rows_that_a_round_could_not_publish_are_tried_again_after_a_pause_however_many_they_are()
    {
        _schedule.Left(PublishSchedule.ManyRows, 1);
        _schedule.Tried(_time.GetTimestamp(), published: false);

        Assert.Equal(PublishSchedule.RetryDelay, _schedule.Left(PublishSchedule.ManyRows, 1));
        _time.Advance(PublishSchedule.RetryDelay);
        Assert.Equal(TimeSpan.Zero, _schedule.Left(PublishSchedule.ManyRows, 1));
    }

    [Fact]
    public void First_row_is_due_at_once_and_nothing_while_no_row_waits()
    {
        Assert.Null(_schedule.Left(0, 0));
        _schedule.Tried(_time.GetTimestamp(), published: false);

        Assert.Equal(TimeSpan.Zero, _schedule.Left(1, 100));
    }

    private void Publish(long rows = 1)
    {
        _schedule.Left(rows, 100);
        _schedule.Tried(_time.GetTimestamp(), published: true);
    }
}

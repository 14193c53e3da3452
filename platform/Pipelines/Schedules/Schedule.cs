using MeshStarter.Contracts.Times;
using MeshStarter.Platform.Pipelines.Definitions;
using NodaTime;

namespace MeshStarter.Platform.Pipelines.Schedules;

/// <summary>The due times of a pipeline that runs by the clock. It has no clock of its own.</summary>
public abstract class Schedule
{
    private protected Schedule()
    {
    }

    /// <summary>The schedule of a trigger.</summary>
    /// <exception cref="ArgumentException">The zone or the cron expression cannot be read.</exception>
    public static Schedule Of(ClockTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var zone = ZoneData.TryFind(trigger.Zone, out var found) ? found : throw new ArgumentException($"There is no zone {trigger.Zone}.", nameof(trigger));
        return trigger switch
        {
            IntervalTrigger interval => new IntervalSchedule(interval.Every, zone),
            CronTrigger cron => new CronSchedule(CronText.TryParse(cron.Expression, out var expression, out var error) ? expression : throw new ArgumentException(error, nameof(trigger)), zone),
            _ => throw new ArgumentException($"{trigger.GetType().Name} is no schedule.", nameof(trigger)),
        };
    }

    /// <summary>Returns the first due time after an instant, in UTC; null where there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => Next(Instant.FromDateTimeOffset(after))?.ToDateTimeOffset();

    /// <summary>Returns the last due time up to an instant, in UTC; null where there is none.</summary>
    public DateTimeOffset? Last(DateTimeOffset until) => Last(Instant.FromDateTimeOffset(until))?.ToDateTimeOffset();

    private protected abstract Instant? Next(Instant after);

    private protected abstract Instant? Last(Instant until);
}

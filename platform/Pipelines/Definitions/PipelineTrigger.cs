namespace MeshStarter.Platform.Pipelines.Definitions;

/// <summary>Trigger of a pipeline: the key <c>run</c>.</summary>
/// <remarks>The cases are <see cref="OnInputsTrigger"/>, <see cref="IntervalTrigger"/> and <see cref="CronTrigger"/>.</remarks>
public abstract record PipelineTrigger;

/// <summary>Runs the windows whose rows a snapshot of an input changes: <c>run: on_inputs</c>.</summary>
/// <param name="MinInterval">The shortest time between two runs of a window, at least a second; a twentieth of <c>freshness_sla</c> where the file states none.</param>
/// <param name="Lookback">The windows up to the last look at an input that run with those since, where it is unknown which a change touched, 1 to 1,000.</param>
public sealed record OnInputsTrigger(TimeSpan MinInterval, int Lookback) : PipelineTrigger
{
    /// <summary>The number of windows where the file states none.</summary>
    public const int DefaultLookback = 2;
}

/// <summary>Runs by the clock.</summary>
/// <param name="Zone">The IANA name of the zone of its times.</param>
public abstract record ClockTrigger(string Zone) : PipelineTrigger;

/// <summary>Runs at each local midnight, and in intervals from there: <c>run: every 15 minutes</c>.</summary>
/// <param name="Every">The interval, from a second to a day.</param>
/// <param name="Zone">The IANA name of the zone of its midnights.</param>
public sealed record IntervalTrigger(TimeSpan Every, string Zone) : ClockTrigger(Zone);

/// <summary>Runs at times by a cron expression: <c>run: { cron: "15 6 * * *" }</c>.</summary>
/// <param name="Expression">Five fields: minute, hour, day of the month, month, day of the week.</param>
/// <param name="Zone">The IANA name of the zone of its times.</param>
public sealed record CronTrigger(string Expression, string Zone) : ClockTrigger(Zone);

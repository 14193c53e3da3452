using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb;

// Dates and times.
public sealed unsafe partial class DuckDbVector
{
    /// <summary>DATE, as days since 1970-01-01; see <see cref="DuckDbInfinity"/>.</summary>
    public int GetDateDays(int row) => At<int>(row, DuckDbTypeId.Date);

    /// <summary>DATE.</summary>
    /// <exception cref="OverflowException">It is infinite or outside the years 1 to 9999.</exception>
    public DateOnly GetDate(int row) => EpochTime.Date(GetDateDays(row));

    /// <summary>TIME, as microseconds since midnight; 24:00:00 is possible.</summary>
    public long GetTimeMicros(int row) => At<long>(row, DuckDbTypeId.Time);

    /// <summary>TIME_NS, as nanoseconds since midnight.</summary>
    public long GetTimeNanos(int row) => At<long>(row, DuckDbTypeId.TimeNanoseconds);

    /// <summary>TIME.</summary>
    /// <exception cref="OverflowException">It is 24:00:00.</exception>
    public TimeOnly GetTime(int row) => EpochTime.Time(GetTimeMicros(row));

    /// <summary>TIME WITH TIME ZONE.</summary>
    public DuckDbTimeTz GetTimeTz(int row) => DuckDbTimeTz.FromBits(At<ulong>(row, DuckDbTypeId.TimeTz));

    /// <summary>TIMESTAMP or TIMESTAMP WITH TIME ZONE, as microseconds since 1970 (UTC for the latter); see <see cref="DuckDbInfinity"/>.</summary>
    public long GetTimestampMicros(int row)
    {
        if (Type.Id != DuckDbTypeId.TimestampTz)
        {
            Require(DuckDbTypeId.Timestamp);
        }

        return At<long>(row);
    }

    /// <summary>Any TIMESTAMP type in its own unit since 1970: seconds, milliseconds, microseconds or nanoseconds.</summary>
    public long GetTimestampRaw(int row)
    {
        if (Type.Id is not (DuckDbTypeId.TimestampTz or DuckDbTypeId.TimestampSeconds or DuckDbTypeId.TimestampMilliseconds or DuckDbTypeId.TimestampNanoseconds))
        {
            Require(DuckDbTypeId.Timestamp);
        }

        return At<long>(row);
    }

    /// <summary>TIMESTAMP, TIMESTAMP_S, _MS or _NS: a wall clock time. Nanoseconds are cut off to 100.</summary>
    /// <exception cref="OverflowException">It is infinite or outside the years 1 to 9999.</exception>
    public DateTime GetDateTime(int row) => Type.Id switch
    {
        DuckDbTypeId.TimestampSeconds => EpochTime.WallClock(At<long>(row), TimeSpan.TicksPerSecond),
        DuckDbTypeId.TimestampMilliseconds => EpochTime.WallClock(At<long>(row), TimeSpan.TicksPerMillisecond),
        DuckDbTypeId.TimestampNanoseconds => EpochTime.WallClock(At<long>(row), ticksPer: 1, perTick: TimeSpan.NanosecondsPerTick),
        _ => EpochTime.WallClock(At<long>(row, DuckDbTypeId.Timestamp), TimeSpan.TicksPerMicrosecond),
    };

    /// <summary>TIMESTAMP WITH TIME ZONE: an instant, given in UTC.</summary>
    /// <exception cref="OverflowException">It is infinite or outside the years 1 to 9999.</exception>
    public DateTimeOffset GetDateTimeOffset(int row) => EpochTime.Instant(At<long>(row, DuckDbTypeId.TimestampTz));

    /// <summary>INTERVAL.</summary>
    public DuckDbInterval GetInterval(int row) => At<DuckDbInterval>(row, DuckDbTypeId.Interval);
}

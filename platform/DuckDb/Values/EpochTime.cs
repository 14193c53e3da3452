namespace MeshStarter.DuckDb.Values;

/// <summary>The engine's numbers since 1970 and .NET's dates and times. What .NET cannot hold is an OverflowException, never another date.</summary>
internal static class EpochTime
{
    private const long TicksPerMicro = TimeSpan.TicksPerMicrosecond;
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    internal static DateOnly Date(int days)
    {
        var number = (long)days + EpochDay;
        return number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number)
            : throw Outside("DATE", nameof(DateOnly));
    }

    internal static int Days(DateOnly date) => date.DayNumber - EpochDay;

    internal static TimeOnly Time(long micros) =>
        micros < TimeSpan.MicrosecondsPerDay
            ? new TimeOnly(micros * TicksPerMicro)
            : throw new OverflowException("The TIME 24:00:00 does not fit TimeOnly. Read it raw, in microseconds.");

    internal static long Micros(TimeOnly time) => time.Ticks / TicksPerMicro;

    /// <summary>A wall clock time; <paramref name="perTick"/> and <paramref name="ticksPer"/> say what the number counts.</summary>
    internal static DateTime WallClock(long value, long ticksPer, long perTick = 1)
    {
        var finite = value is not (DuckDbInfinity.Timestamp or DuckDbInfinity.NegativeTimestamp);
        var ticks = ((Int128)FloorDiv(value, perTick) * ticksPer) + DateTime.UnixEpoch.Ticks;
        return finite && ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, DateTimeKind.Unspecified)
            : throw Outside("TIMESTAMP", nameof(DateTime));
    }

    internal static DateTimeOffset Instant(long micros) => new(WallClock(micros, TicksPerMicro), TimeSpan.Zero);

    /// <summary>Microseconds since 1970 of a wall clock time; what is finer is cut off downwards.</summary>
    /// <exception cref="ArgumentException">The time says that it is local or UTC: it is an instant, not a wall clock time.</exception>
    internal static long Micros(DateTime wallClock) => FloorDiv(Ticks(wallClock), TicksPerMicro);

    /// <summary>Ticks of 100 ns since 1970 of a wall clock time.</summary>
    /// <exception cref="ArgumentException">The time says that it is local or UTC: it is an instant, not a wall clock time.</exception>
    internal static long Ticks(DateTime wallClock) =>
        wallClock.Kind == DateTimeKind.Unspecified
            ? wallClock.Ticks - DateTime.UnixEpoch.Ticks
            : throw new ArgumentException($"A DateTime of kind {wallClock.Kind} is an instant. Pass a DateTimeOffset, or kind Unspecified for a TIMESTAMP without time zone.", nameof(wallClock));

    /// <summary>Microseconds since 1970 UTC; what is finer is cut off downwards.</summary>
    internal static long Micros(DateTimeOffset instant) => FloorDiv(instant.UtcTicks - DateTime.UnixEpoch.Ticks, TicksPerMicro);

    internal static long FloorDiv(long value, long by)
    {
        var (quotient, rest) = Math.DivRem(value, by);
        return rest < 0 ? quotient - 1 : quotient;
    }

    private static OverflowException Outside(string type, string target) =>
        new($"The {type} is infinite or outside the years 1 to 9999 and does not fit {target}. Read it raw.");
}

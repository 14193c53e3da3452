using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Writes dates and clocks digit by digit, for every year that the engine knows and not only .NET's 1 to 9999.</summary>
internal static class TemporalText
{
    private const long SecondsPerDay = 86_400;

    /// <summary>A date is one of the engine's marks for infinity and -infinity.</summary>
    public static readonly WorkerFailureException InfiniteTime =
        new(WorkerErrors.NoWireForm, "A date or timestamp in the result is infinite, which cannot be sent. Cast it to VARCHAR or leave it out with isfinite().");

    /// <summary><c>2026-01-31</c></summary>
    public static void Date(ByteBuffer text, long days)
    {
        if (days is int.MaxValue or -int.MaxValue)
        {
            throw InfiniteTime;
        }

        var (year, month, day) = Civil(days);
        if (year < 0)
        {
            text.Write((byte)'-');
        }

        var magnitude = Math.Abs(year);
        if (magnitude > 9999)
        {
            text.WriteNumber(magnitude);
        }
        else
        {
            text.WriteDigits(magnitude, 4);
        }

        text.Write((byte)'-');
        text.WriteDigits(month, 2);
        text.Write((byte)'-');
        text.WriteDigits(day, 2);
    }

    /// <summary>A timestamp in the client's precision: <c>2026-01-31 12:00:00.000000</c></summary>
    /// <param name="text">The buffer to write to.</param>
    /// <param name="value">Ticks of <paramref name="precision"/> since 1970.</param>
    /// <param name="precision">Digits of a second that the value has: 0, 3, 6 or 9.</param>
    /// <param name="shown">Digits to write; fewer than it has rounds half up.</param>
    /// <param name="separator">Between date and time.</param>
    public static void Timestamp(ByteBuffer text, long value, int precision, int shown, byte separator)
    {
        if (value is long.MaxValue or -long.MaxValue)
        {
            throw InfiniteTime;
        }

        (value, precision) = Rounded(value, precision, shown);
        var perSecond = Power(precision);
        var (seconds, fraction) = FloorDivision(value, perSecond);
        var (days, second) = FloorDivision(seconds, SecondsPerDay);
        Date(text, days);
        text.Write(separator);
        Clock(text, second, fraction, precision, shown);
    }

    /// <summary>The mesh's canonical form: a fraction of six digits only where there is one.</summary>
    public static void CanonicalTimestamp(ByteBuffer text, long value, int precision)
    {
        var (micros, _) = Rounded(value, precision, 6);
        var shown = precision <= 0 || micros % Power(Math.Min(precision, 6)) == 0 ? 0 : 6;
        Timestamp(text, value, precision, Math.Max(shown, 0), (byte)'T');
    }

    /// <summary><c>12:00:00.000000</c>; the engine knows 24:00:00, Trino writes it as midnight.</summary>
    public static void Time(ByteBuffer text, long value, int precision, int shown)
    {
        (value, precision) = Rounded(value, precision, shown);
        var perSecond = Power(precision);
        value %= SecondsPerDay * perSecond;
        Clock(text, value / perSecond, value % perSecond, precision, shown);
    }

    public static void CanonicalTime(ByteBuffer text, long value, int precision)
    {
        var (micros, _) = Rounded(value, precision, 6);
        Time(text, value, precision, micros % Power(Math.Min(precision, 6)) == 0 ? 0 : 6);
    }

    /// <summary><c>+02:00</c>, with seconds where the zone has them.</summary>
    public static void Offset(ByteBuffer text, int seconds)
    {
        text.Write((byte)(seconds < 0 ? '-' : '+'));
        var magnitude = Math.Abs(seconds);
        text.WriteDigits(magnitude / 3600, 2);
        text.Write((byte)':');
        text.WriteDigits(magnitude / 60 % 60, 2);
    }

    /// <summary>Trino's interval of days and seconds: <c>2 03:04:05.678</c></summary>
    public static void DayInterval(ByteBuffer text, int days, long micros)
    {
        var millis = (days * SecondsPerDay * 1000) + (long)Math.Floor((micros + 500) / 1000m);
        if (millis < 0)
        {
            text.Write((byte)'-');
            millis = -millis;
        }

        text.WriteNumber(millis / (SecondsPerDay * 1000));
        text.Write((byte)' ');
        Clock(text, millis / 1000 % SecondsPerDay, millis % 1000, 3, 3);
    }

    /// <summary>Trino's interval of years and months: <c>1-2</c></summary>
    public static void MonthInterval(ByteBuffer text, int months)
    {
        if (months < 0)
        {
            text.Write((byte)'-');
        }

        var magnitude = Math.Abs((long)months);
        text.WriteNumber(magnitude / 12);
        text.Write((byte)'-');
        text.WriteNumber(magnitude % 12);
    }

    private static void Clock(ByteBuffer text, long second, long fraction, int precision, int shown)
    {
        text.WriteDigits(second / 3600, 2);
        text.Write((byte)':');
        text.WriteDigits(second / 60 % 60, 2);
        text.Write((byte)':');
        text.WriteDigits(second % 60, 2);
        if (shown > 0)
        {
            text.Write((byte)'.');
            text.WriteDigits(fraction * Power(shown - precision), shown);
        }
    }

    private static (long Value, int Precision) Rounded(long value, int precision, int shown)
    {
        if (shown >= precision)
        {
            return (value, precision);
        }

        var (whole, rest) = FloorDivision(value, Power(precision - shown));
        return (rest * 2 >= Power(precision - shown) ? whole + 1 : whole, shown);
    }

    private static (long Quotient, long Remainder) FloorDivision(long value, long divisor)
    {
        var (quotient, rest) = Math.DivRem(value, divisor);
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest);
    }

    private static long Power(int exponent) => exponent switch
    {
        0 => 1,
        3 => 1_000,
        6 => 1_000_000,
        9 => 1_000_000_000,
        _ => (long)Math.Pow(10, exponent),
    };

    /// <summary>Days since 1970 to a date of the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").</summary>
    private static (long Year, long Month, long Day) Civil(long days)
    {
        days += 719_468;
        var era = (days >= 0 ? days : days - 146_096) / 146_097;
        var dayOfEra = days - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * dayOfYear) + 2) / 153;
        var month = shifted < 10 ? shifted + 3 : shifted - 9;
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, dayOfYear - (((153 * shifted) + 2) / 5) + 1);
    }
}

using System.Globalization;
using System.Numerics;

namespace MeshStarter.Contracts.Rows;

/// <summary>The text form of values whose JSON form is text. Every port writes these, so that equal values are equal text.</summary>
public static class CanonicalText
{
    /// <summary>An instant in UTC: <c>2026-01-31T12:30:00Z</c>, with six decimals where it has a fraction (microseconds).</summary>
    public static string Of(DateTimeOffset instant) => string.Concat(Seconds(instant.UtcDateTime), "Z");

    /// <summary>A wall-clock time: <c>2026-01-31T12:30:00</c>, with six decimals where it has a fraction.</summary>
    public static string Of(DateTime wallClock) => Seconds(wallClock).ToString();

    /// <summary>A day: <c>2026-01-31</c>.</summary>
    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A time of day: <c>12:30:00</c>, with six decimals where it has a fraction.</summary>
    public static string Of(TimeOnly time) => time.ToString(
        time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff",
        CultureInfo.InvariantCulture);

    /// <summary>A decimal from its unscaled digits: (1230, 2) is <c>12.30</c>.</summary>
    public static string Of(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = unscaled.Sign < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }

    /// <summary>Reads a decimal number in plain or exponent form without loss.</summary>
    public static bool TryParseDecimal(string text, out BigInteger unscaled, out int scale)
    {
        (unscaled, scale) = (BigInteger.Zero, 0);
        var exponent = 0;
        var mantissa = text.AsSpan();
        var e = mantissa.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || exponent is < -100 or > 100)
            {
                return false;
            }

            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.');
        var fraction = point < 0 ? [] : mantissa[(point + 1)..];
        var whole = point < 0 ? mantissa : mantissa[..point];
        var digits = whole.StartsWith('-') || whole.StartsWith('+') ? whole[1..] : whole;
        if (mantissa.Length is 0 or > 200 || digits.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9') || (point >= 0 && fraction.IsEmpty)
            || !BigInteger.TryParse(string.Concat(whole, fraction), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out unscaled))
        {
            return false;
        }

        scale = fraction.Length - exponent;
        if (scale < 0)
        {
            unscaled *= BigInteger.Pow(10, -scale);
            scale = 0;
        }

        return true;
    }

    // The round-trip form is far faster than one with letters of its own; it has seven decimals.
    private static ReadOnlySpan<char> Seconds(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture).AsSpan(
        0, time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond == 0 ? "2026-01-31T12:30:00".Length : "2026-01-31T12:30:00.123456".Length);
}

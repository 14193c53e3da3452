using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Times;

/// <summary>An interval, read of what follows INTERVAL in Trino's form: <c>'2' DAY</c>, <c>-'1-6' YEAR TO MONTH</c>, <c>'02:30' HOUR TO MINUTE</c>. Pure.</summary>
/// <param name="IsOfMonths">Whether it has months; else it has a time.</param>
/// <param name="Amount">The months, or the microseconds.</param>
internal sealed partial record IntervalLiteral(bool IsOfMonths, long Amount)
{
    private const long MicrosOfSecond = 1_000_000;

    /// <summary>The interval; null where there is none.</summary>
    public static IntervalLiteral? Read(TokenCursor tokens)
    {
        var sign = tokens.Take('-') ? -1 : 1;
        if (sign == 1)
        {
            tokens.Take('+');
        }

        if (tokens.Text() is not { } text || Unit(tokens) is not { } from)
        {
            return null;
        }

        var to = tokens.Take("TO") ? Unit(tokens) : from;
        if (text.StartsWith('-'))
        {
            (sign, text) = (-sign, text[1..]);
        }

        try
        {
            return (from, to) switch
            {
                (IntervalUnit.Year or IntervalUnit.Month, IntervalUnit.Year or IntervalUnit.Month) when to >= from => Months(text, from, to.Value) is { } months
                    ? new IntervalLiteral(true, sign * months) : null,
                ( >= IntervalUnit.Day, >= IntervalUnit.Day) when to >= from => Micros(text, from, to.Value) is { } micros
                    ? new IntervalLiteral(false, sign * micros) : null,
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static IntervalUnit? Unit(TokenCursor tokens)
    {
        foreach (var unit in Enum.GetValues<IntervalUnit>())
        {
            if (tokens.Take(unit.ToString()))
            {
                return unit;
            }
        }

        return null;
    }

    private static int? Months(string text, IntervalUnit from, IntervalUnit to)
    {
        var parts = text.Split('-');
        return !parts.All(part => WholeNumber().IsMatch(part)) ? null : (parts, from, to) switch
        {
            ([var years], IntervalUnit.Year, _) => checked(Number(years) * 12),
            ([var months], IntervalUnit.Month, _) => Number(months),
            ([var years, var months], IntervalUnit.Year, IntervalUnit.Month) => checked((Number(years) * 12) + Number(months)),
            _ => null,
        };
    }

    // 3 04:05:06.789: the parts between the two units, the seconds with a fraction.
    private static long? Micros(string text, IntervalUnit from, IntervalUnit to)
    {
        string[] parts = from != IntervalUnit.Day ? text.Split(':') : text.Split(' ', 2) is [var days, var clock] ? [days, .. clock.Split(':')] : [text];
        var units = (int)to - (int)from + 1;
        if (parts.Length > units)
        {
            return null;
        }

        var micros = 0L;
        for (var i = 0; i < parts.Length; i++)
        {
            var unit = from + i;
            if (!(unit == IntervalUnit.Second ? Seconds() : WholeNumber()).IsMatch(parts[i]))
            {
                return null;
            }

            micros = checked(micros + (unit switch
            {
                IntervalUnit.Day => (long)Number(parts[i]) * 86_400 * MicrosOfSecond,
                IntervalUnit.Hour => (long)Number(parts[i]) * 3_600 * MicrosOfSecond,
                IntervalUnit.Minute => (long)Number(parts[i]) * 60 * MicrosOfSecond,
                _ => (long)(decimal.Parse(parts[i], CultureInfo.InvariantCulture) * MicrosOfSecond),
            }));
        }

        return micros;
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^[0-9]{1,9}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex("^[0-9]{1,9}(?:\\.[0-9]{1,9})?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Seconds();

    private enum IntervalUnit
    {
        Year,
        Month,
        Day,
        Hour,
        Minute,
        Second,
    }
}

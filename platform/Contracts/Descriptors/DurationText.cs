using System.Globalization;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>Durations as descriptors write them, <c>5 minutes</c>: a whole number above zero and a unit.</summary>
/// <remarks>Months and years are not units: they have no one length.</remarks>
public static class DurationText
{
    /// <summary>Describes how to write one, as a sentence for messages.</summary>
    public const string Form = "Write a whole number and a unit (seconds, minutes, hours, days or weeks), such as \"5 minutes\".";

    private const int MaxDays = 36_525;

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("week", TimeSpan.FromDays(7)),
        ("day", TimeSpan.FromDays(1)),
        ("hour", TimeSpan.FromHours(1)),
        ("minute", TimeSpan.FromMinutes(1)),
        ("second", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>The names of the units, without the s of several.</summary>
    internal static IEnumerable<string> UnitNames => Units.Select(unit => unit.Unit);

    /// <summary>Reads the duration of a file; null where it is absent, or is none, which is noted.</summary>
    public static TimeSpan? Read(YamlScalar? text, YamlIssues issues)
    {
        ArgumentNullException.ThrowIfNull(issues);
        return issues.Parsed<TimeSpan>(text, TryParse, "duration.form", "is not a duration.", Form);
    }

    /// <summary>Reads a duration, at most a hundred years.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var parts = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number == 0)
        {
            return false;
        }

        foreach (var (unit, length) in Units)
        {
            if (!parts[1].Equals(unit, StringComparison.OrdinalIgnoreCase)
                && !parts[1].Equals(unit + "s", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (number > TimeSpan.FromDays(MaxDays) / length)
            {
                return false;
            }

            duration = length * number;
            return true;
        }

        return false;
    }

    /// <summary>The text of a duration in days or the greatest smaller unit that needs no fraction: <c>400 days</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is not a whole number of seconds above zero.</exception>
    public static string Format(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero || duration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "Not a whole number of seconds above zero.");
        }

        var (unit, length) = Units.Skip(1).First(u => duration.Ticks % u.Length.Ticks == 0);
        var number = duration.Ticks / length.Ticks;
        return number == 1 ? $"1 {unit}" : $"{number} {unit}s";
    }
}

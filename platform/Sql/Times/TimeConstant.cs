using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Times;
using NodaTime;

namespace MeshStarter.Platform.Sql.Times;

/// <summary>The instant that a time in a query means. Pure.</summary>
internal static partial class TimeConstant
{
    /// <summary>The instant; null where the text is no time, or its zone is not known.</summary>
    /// <param name="text">The time.</param>
    /// <param name="isDate">Whether it is a date: its midnight is meant.</param>
    /// <param name="sessionZone">The zone for a time without one; as the client writes it.</param>
    public static DateTimeOffset? Instant(string text, bool isDate, string sessionZone)
    {
        if (Form().Match(text) is not { Success: true } parts || (isDate && parts.Groups["clock"].Success)
            || !DateTime.TryParseExact(Clock(parts), "yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
        {
            return null;
        }

        var zone = parts.Groups["zone"] is { Success: true } named ? named.Value : sessionZone;
        return Offset(zone) is { } offset ? At(wall, offset)
            : Zone(zone)?.MapLocal(LocalDateTime.FromDateTime(wall)) is not { Count: > 0 } times ? null
            // The first of an hour that the clocks showed twice is meant, as Trino has it.
            : At(wall, times.EarlyInterval.WallOffset.ToTimeSpan());
    }

    private static string Clock(Match parts)
    {
        var seconds = parts.Groups["seconds"] is { Success: true } some ? some.Value : "00";
        // The catalog counts milliseconds: of what is finer the rest may be cut.
        var fraction = parts.Groups["fraction"].Value.PadRight(7, '0')[..7];
        return $"{parts.Groups["day"].Value} {(parts.Groups["minutes"] is { Success: true } minutes ? minutes.Value : "00:00")}:{seconds}.{fraction}";
    }

    private static DateTimeOffset? At(DateTime wall, TimeSpan offset)
    {
        var ticks = wall.Ticks - offset.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>The time that an offset is ahead of UTC; null for a text that is none of up to 14 hours.</summary>
    public static TimeSpan? Offset(string zone) =>
        NumericOffset().Match(zone) is { Success: true } parts
            && new TimeSpan(Number(parts.Groups["hours"]), Number(parts.Groups["minutes"]), 0) is var span && span <= TimeSpan.FromHours(14)
            ? parts.Groups["sign"].ValueSpan is "-" ? -span : span
            : null;

    private static DateTimeZone? Zone(string zone) => SessionTimeZone.EngineName(zone) is { } name && ZoneData.TryFind(name, out var found) ? found : null;

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^\\s*(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:(?<clock>[ T](?<minutes>[0-9]{2}:[0-9]{2})(?::(?<seconds>[0-9]{2})(?:\\.(?<fraction>[0-9]{1,12}))?)?)(?:\\s*(?<zone>[A-Za-z+-][A-Za-z0-9_+:/-]*))?)?\\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Form();

    [GeneratedRegex("^(?<sign>[+-])(?<hours>[0-9]{1,2})(?::?(?<minutes>[0-5][0-9]))?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NumericOffset();
}

using System.Globalization;

namespace MeshStarter.Contracts.Rows;

/// <summary>
/// Reads dates and times in the forms of ISO 8601 and RFC 3339, and in no other: what .NET reads beyond them depends on the
/// day and the zone of the machine ("12:30" is today), or on a guess ("3/4/2026").
/// </summary>
internal static class IsoText
{
    private const string FractionalTime = "HH:mm:ss.FFFFFFF";

    private static readonly string[] Times = ["HH:mm", FractionalTime];
    private static readonly string[] WallClocks = [.. Forms("")];
    private static readonly string[] Instants = [.. Forms("zzz")];

    /// <summary>A day: <c>2026-01-31</c>.</summary>
    public static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A time of day: <c>12:30</c>, <c>12:30:00</c>, <c>12:30:00.123456</c>.</summary>
    public static TimeOnly? Time(string? text) =>
        TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>A wall-clock time: a day and a time of day, with <c>T</c> or a space between them.</summary>
    public static DateTime? WallClock(string? text) =>
        DateTime.TryParseExact(text, WallClocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall) ? wall : null;

    /// <summary>An instant: a wall-clock time and its offset, <c>Z</c>, <c>+02:00</c> or <c>+0200</c>.</summary>
    public static DateTimeOffset? Instant(string? text)
    {
        // "zzz" takes every offset but this one.
        var numbered = text is [.., 'Z' or 'z'] ? text[..^1] + "+00:00" : text;
        return DateTimeOffset.TryParseExact(numbered, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
    }

    private static IEnumerable<string> Forms(string offset) =>
        from between in (string[])["T", " "]
        from time in Times
        select $"yyyy-MM-dd'{between}'{time}{offset}";
}

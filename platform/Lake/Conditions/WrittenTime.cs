using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts;

namespace MeshStarter.Lake.Conditions;

/// <summary>A date or time of a query's text; of what the engine reads only what cannot be read otherwise. Pure.</summary>
/// <param name="Wall">The local date and time.</param>
/// <param name="HasClock">Whether it says a time of the day.</param>
/// <param name="Zone">How far the clock is from UTC; null where it is of the session's zone.</param>
internal sealed partial record WrittenTime(DateTime Wall, bool HasClock, TimeSpan? Zone)
{
    // Further from UTC no clock has ever been.
    private static readonly TimeSpan AnyOffset = TimeSpan.FromHours(18);

    /// <summary>Converts a constant for comparison with a column of dates or times; null where the result is uncertain.</summary>
    public static ComparedValue? Of(PrimitiveKind kind, SqlConstant constant, IReadOnlyList<SqlConstant> constants) => (kind, constant.Type) switch
    {
        (PrimitiveKind.Time, "VARCHAR" or "TIME") => TimeOnly.TryParseExact(constant.Written, ["HH:mm:ss", "HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? Exactly(time) : null,
        (PrimitiveKind.Date or PrimitiveKind.TimestampNtz or PrimitiveKind.Timestamp, _) => Parse(constant.Written)?.ToValue(kind, constant.Type, constants),
        _ => null,
    };

    private ComparedValue? ToValue(PrimitiveKind kind, string type, IReadOnlyList<SqlConstant> constants) => (kind, type) switch
    {
        (PrimitiveKind.Timestamp, "TIMESTAMP") => Zone is null ? Instant() : null,
        (PrimitiveKind.Timestamp, "DATE") => Zone is null && !HasClock ? Instant() : null,
        (PrimitiveKind.Timestamp, "VARCHAR" or "TIMESTAMP WITH TIME ZONE") => Instant(),
        // Then the column is read in the session's zone, where clocks jump; alone it is bounded.
        (_, "TIMESTAMP WITH TIME ZONE") => constants.Count == 1 ? InAnyZone() : null,
        _ when constants.Any(each => each.Type == "TIMESTAMP WITH TIME ZONE") || Zone is not null => null,
        (PrimitiveKind.Date, "VARCHAR" or "DATE") => HasClock ? null : Exactly(DateOnly.FromDateTime(Wall)),
        (PrimitiveKind.Date, "TIMESTAMP") => Exactly(Wall),
        (PrimitiveKind.TimestampNtz, "VARCHAR" or "TIMESTAMP") => Exactly(Wall),
        (PrimitiveKind.TimestampNtz, "DATE") => HasClock ? null : Exactly(Wall),
        _ => null,
    };

    private static ComparedValue Exactly(object value) => new(value, value);

    // A time of the session's zone: which instant that is, the engine says, by data of its own.
    private ComparedValue Instant()
    {
        var utc = new DateTimeOffset(Wall, TimeSpan.Zero);
        return Zone is { } offset ? Exactly(utc - offset) : new ComparedValue(utc - AnyOffset, utc + AnyOffset);
    }

    // A clock's time that some zone shows at that instant.
    private ComparedValue InAnyZone()
    {
        var far = Zone is null ? AnyOffset + AnyOffset : AnyOffset;
        var utc = Wall - (Zone ?? TimeSpan.Zero);
        return new ComparedValue(utc - far, utc + far);
    }

    private static WrittenTime? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } parts)
        {
            return null;
        }

        var clock = parts.Groups["clock"] is { Success: true } written ? written.Value : "00:00:00";
        var fraction = parts.Groups["fraction"].Value.PadRight(6, '0');
        if (!DateTime.TryParseExact($"{parts.Groups["day"].Value} {clock}.{fraction}", "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall))
        {
            return null;
        }

        TimeSpan? zone = parts.Groups["utc"].Success ? TimeSpan.Zero : null;
        if (parts.Groups["sign"] is { Success: true } sign)
        {
            var offset = new TimeSpan(Number(parts.Groups["hours"]), Number(parts.Groups["minutes"]), 0);
            zone = sign.ValueSpan is "-" ? -offset : offset;
        }

        return zone is { } far && far.Duration() > AnyOffset ? null : new WrittenTime(wall, parts.Groups["clock"].Success, zone);
    }

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^(?<day>[1-8][0-9]{3}-[0-9]{2}-[0-9]{2})(?:[ T](?<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.(?<fraction>[0-9]{1,6}))?(?:(?<utc>Z)|(?<sign>[+-])(?<hours>[0-9]{2})(?::(?<minutes>[0-5][0-9]))?)?)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}

using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Conditions;

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
        // A time of the session's zone, or of the one in its text: that is no further from it.
        (PrimitiveKind.Timestamp, "TIMESTAMP") => InSessionZone.Instant(AnyOffset),
        (PrimitiveKind.Timestamp, "DATE") => Zone is null && !HasClock ? Instant(AnyOffset) : null,
        // A time of the session's zone: which instant that is, the engine says, by data of its own.
        (PrimitiveKind.Timestamp, "VARCHAR" or "TIMESTAMP WITH TIME ZONE") => Instant(Zone is null ? AnyOffset : TimeSpan.Zero),
        // Then the column is read in the session's zone, where clocks jump; alone it is bounded. So is a TIMESTAMP with a zone, of which the
        // query proxy makes an instant, as Trino does, and the engine by itself the clock's time.
        _ when constants.Any(IsZoned) => constants.Count == 1 ? Clock(Zone is null ? AnyOffset + AnyOffset : AnyOffset) : null,
        (PrimitiveKind.Date, "VARCHAR" or "DATE") => HasClock ? null : Exactly(DateOnly.FromDateTime(Wall)),
        (PrimitiveKind.Date or PrimitiveKind.TimestampNtz, "TIMESTAMP") => Exactly(Wall),
        (PrimitiveKind.TimestampNtz, "VARCHAR") => Exactly(Wall),
        (PrimitiveKind.TimestampNtz, "DATE") => HasClock ? null : Exactly(Wall),
        _ => null,
    };

    private static bool IsZoned(SqlConstant constant) => constant.Type == "TIMESTAMP WITH TIME ZONE" || (constant.Type == "TIMESTAMP" && Parse(constant.Written) is not { Zone: null });

    private WrittenTime InSessionZone => this with { Zone = null };

    private static ComparedValue Exactly(object value) => new(value, value);

    // The instant, or those at most so far from it.
    private ComparedValue Instant(TimeSpan far) => Within(far, static ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    // The time of UTC's clock, or those at most so far from it.
    private ComparedValue Clock(TimeSpan far) => Within(far, static ticks => new DateTime(ticks));

    // The engine has times after those of .NET: there no upper bound can be written.
    private ComparedValue Within(TimeSpan far, Func<long, object> of)
    {
        var utc = Wall.Ticks - (Zone ?? TimeSpan.Zero).Ticks;
        var (low, high) = (utc - far.Ticks, utc + far.Ticks);
        return new ComparedValue(of(Math.Min(low, DateTime.MaxValue.Ticks)), high <= DateTime.MaxValue.Ticks ? of(high) : null);
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

    [GeneratedRegex("^(?<day>[1-9][0-9]{3}-[0-9]{2}-[0-9]{2})(?:[ T](?<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.(?<fraction>[0-9]{1,6}))?(?:(?<utc>Z| UTC)|(?<sign>[+-])(?<hours>[0-9]{2})(?::(?<minutes>[0-5][0-9]))?)?)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Form();
}

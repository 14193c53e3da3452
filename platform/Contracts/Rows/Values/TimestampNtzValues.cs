using System.Globalization;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Wall-clock times, as ISO 8601 text without an offset. Beyond the microsecond a text is cut, as everywhere in the mesh.</summary>
internal sealed class TimestampNtzValues : PrimitiveValues<DateTime>
{
    private static readonly string[] Literals = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFF"];

    protected override string Wanted => "a TIMESTAMP_NTZ without an offset, such as 2026-01-31T12:30:00";

    public override string? Canonical(string text) => IsoText.WallClock(text) is { } wall ? Text(wall) : null;

    public override IComparable? Literal(string text) => DateTime.TryParseExact(text, Literals, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) ? clock : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.String && WallClock(ref json) is { } wall ? Cut(wall) : null;

    // A time of a zone has an offset.
    protected override object? TryTake(object value, RowViolations violations) => value is DateTime { Kind: DateTimeKind.Unspecified } wall ? Cut(wall) : null;

    protected override void Write(DateTime value, Utf8JsonWriter json) => json.WriteStringValue(Text(value));

    protected override string Text(DateTime value) => CanonicalText.Of(value);

    private static DateTime Cut(DateTime wall) => new(wall.Ticks - (wall.Ticks % TimeSpan.TicksPerMicrosecond));

    // A text with an offset, written plainly or as an escape, is not a local time.
    private static DateTime? WallClock(ref Utf8JsonReader json)
    {
        var text = json.ValueSpan;
        return text.Length >= "2026-01-31T12:30:00".Length && text[10] == 'T' && !text.ContainsAny("Z+\\"u8) && !text[11..].Contains((byte)'-') && json.TryGetDateTime(out var wall)
            ? wall
            : IsoText.WallClock(TextAt(ref json));
    }
}

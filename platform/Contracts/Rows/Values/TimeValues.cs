using System.Globalization;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Times of day, as ISO 8601 text. Beyond the microsecond a text is cut, as everywhere in the mesh.</summary>
internal sealed class TimeValues : PrimitiveValues<TimeOnly>
{
    protected override string Wanted => "a TIME such as 12:30:00";

    public override string? Canonical(string text) => IsoText.Time(text) is { } time ? Text(time) : null;

    public override IComparable? Literal(string text) => TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        IsoText.Time(TextAt(ref json)) is { } time ? Cut(time) : null;

    protected override object? TryTake(object value, RowViolations violations) => value is TimeOnly time ? Cut(time) : null;

    protected override void Write(TimeOnly value, Utf8JsonWriter json) => json.WriteStringValue(Text(value));

    protected override string Text(TimeOnly value) => CanonicalText.Of(value);

    private static TimeOnly Cut(TimeOnly time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond));
}

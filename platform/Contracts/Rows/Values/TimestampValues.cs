using System.Globalization;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Instants, as ISO 8601 text in UTC. Beyond the microsecond a text is cut, as everywhere in the mesh.</summary>
internal sealed class TimestampValues : PrimitiveValues<DateTimeOffset>
{
    private static readonly string[] Literals = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFK"];

    protected override string Wanted => "a TIMESTAMP with its offset, such as 2026-01-31T12:30:00Z";

    public override string? Canonical(string text) => IsoText.Instant(text) is { } instant ? Text(instant) : null;

    // Without a zone the engine would take the session's; an instant says its own.
    public override IComparable? Literal(string text) =>
        (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length)
        && DateTimeOffset.TryParseExact(text, Literals, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.String && Instant(ref json) is { } at ? Cut(at) : null;

    protected override object? TryTake(object value, RowViolations violations) => value is DateTimeOffset at ? Cut(at) : null;

    protected override void Write(DateTimeOffset value, Utf8JsonWriter json) => json.WriteStringValue(Text(value));

    protected override string Text(DateTimeOffset value) => CanonicalText.Of(value);

    private static DateTimeOffset Cut(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    // The parser of JSON is the faster one, but takes more: a day alone, and a time without offset as the machine's own.
    private static DateTimeOffset? Instant(ref Utf8JsonReader json)
    {
        var text = json.ValueSpan;
        return text.Length >= "2026-01-31T12:30:00Z".Length && text[10] == 'T' && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-') && json.TryGetDateTimeOffset(out var at)
            ? at
            : IsoText.Instant(TextAt(ref json));
    }
}

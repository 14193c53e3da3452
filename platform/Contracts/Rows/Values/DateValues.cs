using System.Globalization;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Days, as ISO 8601 text.</summary>
internal sealed class DateValues : PrimitiveValues<DateOnly>
{
    protected override string Wanted => "a DATE such as 2026-01-31";

    public override string? Canonical(string text) => IsoText.Date(text) is { } day ? Text(day) : null;

    public override IComparable? Literal(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) => IsoText.Date(TextAt(ref json));

    protected override void Write(DateOnly value, Utf8JsonWriter json) => json.WriteStringValue(Text(value));

    protected override string Text(DateOnly value) => CanonicalText.Of(value);
}

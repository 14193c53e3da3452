using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Days, as ISO 8601 text; in Avro the days since 1970.</summary>
internal sealed class DateValues : PrimitiveValues<DateOnly>
{
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    protected override string Wanted => "a DATE such as 2026-01-31";

    public override string? Canonical(string text) => IsoText.Date(text) is { } day ? Text(day) : null;

    public override IComparable? Literal(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) => IsoText.Date(TextAt(ref json));

    protected override void Write(DateOnly value, Utf8JsonWriter json) => json.WriteStringValue(Text(value));

    protected override void Write(DateOnly value, AvroWriter avro) => avro.WriteInt(value.DayNumber - EpochDay);

    protected override string Text(DateOnly value) => CanonicalText.Of(value);
}

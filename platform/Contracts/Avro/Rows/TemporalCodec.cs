using System.Runtime.InteropServices;
using System.Text.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>Days, times of day, instants and wall-clock times: in JSON ISO 8601 text, in Avro a count since 1970 or midnight.</summary>
internal sealed class TemporalCodec(AvroLogicalType type) : AvroValueCodec
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        var count = type is AvroLogicalType.Date or AvroLogicalType.TimeMillis ? reader.ReadInt() : reader.ReadLong();
        switch (type)
        {
            case AvroLogicalType.Date:
                var day = count + EpochDay;
                json.WriteStringValue(day >= 0 && day <= DateOnly.MaxValue.DayNumber ? CanonicalText.Of(DateOnly.FromDayNumber((int)day)) : throw reader.Damaged("a date is out of range"));
                break;
            case AvroLogicalType.TimeMillis or AvroLogicalType.TimeMicros:
                json.WriteStringValue(count >= 0 && count < TimeSpan.TicksPerDay / TicksPerCount ? CanonicalText.Of(new TimeOnly(count * TicksPerCount)) : throw reader.Damaged("a time of day is out of range"));
                break;
            default:
                json.WriteStringValue(CanonicalText.Of(WallClock(count) ?? throw reader.Damaged("a timestamp is out of range")) + (IsInstant ? "Z" : ""));
                break;
        }
    }

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (Ticks(value) is not { } ticks)
        {
            AddType(violations, Wanted);
        }
        else if (type == AvroLogicalType.Date)
        {
            output.Writer.WriteLong(ticks);
        }
        else if (type is AvroLogicalType.TimestampNanos or AvroLogicalType.LocalTimestampNanos)
        {
            Nanoseconds(ticks, output, violations);
        }
        else
        {
            // Beyond the microsecond a text is cut, as everywhere in the mesh; a count of milliseconds must not lose more than that.
            var micros = Math.DivRem(ticks, TicksPerMicrosecond, out var rest) - (rest < 0 ? 1 : 0);
            if (TicksPerCount > TicksPerMicrosecond && micros % 1_000 != 0)
            {
                violations.Add("range", "the value has a fraction of a millisecond, which its type does not hold; cut it before it is published");
                return;
            }

            output.Writer.WriteLong(micros / (TicksPerCount / TicksPerMicrosecond));
        }
    }

    private bool IsInstant => type is AvroLogicalType.TimestampMillis or AvroLogicalType.TimestampMicros or AvroLogicalType.TimestampNanos;

    private long TicksPerCount => type is AvroLogicalType.TimeMillis or AvroLogicalType.TimestampMillis or AvroLogicalType.LocalTimestampMillis
        ? TimeSpan.TicksPerMillisecond
        : TicksPerMicrosecond;

    private string Wanted => type switch
    {
        AvroLogicalType.Date => "a DATE such as 2026-01-31",
        AvroLogicalType.TimeMillis or AvroLogicalType.TimeMicros => "a TIME such as 12:30:00",
        _ when IsInstant => "a TIMESTAMP with its offset, such as 2026-01-31T12:30:00Z",
        _ => "a TIMESTAMP_NTZ without an offset, such as 2026-01-31T12:30:00",
    };

    private static void Nanoseconds(long ticks, RowBuffer output, RowViolations violations)
    {
        var nanos = (Int128)ticks * TimeSpan.NanosecondsPerTick;
        if (nanos < long.MinValue || nanos > long.MaxValue)
        {
            violations.Add("range", "the value is not between the years 1678 and 2261, which is what 64 bits of nanoseconds hold");
        }
        else
        {
            output.Writer.WriteLong((long)nanos);
        }
    }

    // Ticks since 1970 or since midnight; for a date, days.
    private long? Ticks(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        return type switch
        {
            AvroLogicalType.Date => IsoText.Date(JsonText.TryGetString(value)) is { } day ? day.DayNumber - EpochDay : null,
            AvroLogicalType.TimeMillis or AvroLogicalType.TimeMicros => IsoText.Time(JsonText.TryGetString(value))?.Ticks,
            _ when IsInstant => Instant(value) is { } at ? at.UtcTicks - DateTime.UnixEpoch.Ticks : null,
            _ => WallClock(value) is { } wall ? wall.Ticks - DateTime.UnixEpoch.Ticks : null,
        };
    }

    // The parser of JSON is the faster one, but takes more: a day alone, and a time without offset as the machine's own.
    private static DateTimeOffset? Instant(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw.Length >= "\"2026-01-31T12:30:00Z\"".Length && raw[11] == 'T' && (raw[^2] == 'Z' || raw[^7] is (byte)'+' or (byte)'-') && value.TryGetDateTimeOffset(out var at)
            ? at
            : IsoText.Instant(JsonText.TryGetString(value));
    }

    // A text with an offset, written plainly or as an escape, is not a local time.
    private static DateTime? WallClock(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw.Length >= "\"2026-01-31T12:30:00\"".Length && raw[11] == 'T' && !raw.ContainsAny("Z+\\"u8) && raw[12..].IndexOf((byte)'-') < 0 && value.TryGetDateTime(out var wall)
            ? wall
            : IsoText.WallClock(JsonText.TryGetString(value));
    }

    private DateTime? WallClock(long count)
    {
        var ticks = type is AvroLogicalType.TimestampNanos or AvroLogicalType.LocalTimestampNanos
            ? (Int128)Math.DivRem(count, TimeSpan.NanosecondsPerTick, out var rest) - (rest < 0 ? 1 : 0)
            : (Int128)count * TicksPerCount;
        ticks += DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime((long)ticks) : null;
    }
}

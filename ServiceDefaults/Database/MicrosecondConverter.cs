using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Writes times in whole microseconds, as PostgreSQL stores them: it rounds a text with more digits, and a parameter is truncated.</summary>
internal sealed class MicrosecondConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.AddTicks(-(value.Ticks % TimeSpan.TicksPerMicrosecond)));
}

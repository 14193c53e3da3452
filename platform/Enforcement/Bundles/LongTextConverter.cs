using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Platform.Enforcement.Bundles;

/// <summary>Writes a long text in segments. To escape a whole one, the serializer takes an array of six times its length, which the heap keeps for long.</summary>
internal sealed class LongTextConverter : JsonConverter<string>
{
    private const int Segment = 4096;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        var rest = value.AsSpan();
        for (; rest.Length > Segment; rest = rest[Segment..])
        {
            writer.WriteStringValueSegment(rest[..Segment], isFinalSegment: false);
        }

        writer.WriteStringValueSegment(rest, isFinalSegment: true);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;

namespace MeshStarter.ServiceDefaults.Json;

/// <summary>Validates every text of a request's JSON, with keys of maps, against <see cref="StorableJson"/>.</summary>
internal sealed class StorableJsonConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string Text(ref Utf8JsonReader reader)
    {
        var text = reader.GetString()!;
        return text.Contains(StorableJson.Refused) ? throw new JsonRuleException(StorableJson.Rule) : text;
    }
}

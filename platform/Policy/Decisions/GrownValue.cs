using System.Text.Json;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Decisions;

/// <summary>Values as the type that a contract has now: fields that a STRUCT has got since they were written are null.</summary>
internal static class GrownValue
{
    public static void Write(Utf8JsonWriter json, JsonElement value, ColumnType type)
    {
        switch (type)
        {
            case StructType structure when value.ValueKind == JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in structure.Fields)
                {
                    json.WritePropertyName(field.Name);
                    if (value.TryGetProperty(field.Name, out var part))
                    {
                        Write(json, part, field.Type);
                    }
                    else
                    {
                        json.WriteNullValue();
                    }
                }

                json.WriteEndObject();
                break;
            case ArrayType array when value.ValueKind == JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item, array.Element);
                }

                json.WriteEndArray();
                break;
            case MapType map when value.ValueKind == JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var entry in value.EnumerateObject())
                {
                    json.WritePropertyName(entry.Name);
                    Write(json, entry.Value, map.Value);
                }

                json.WriteEndObject();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}

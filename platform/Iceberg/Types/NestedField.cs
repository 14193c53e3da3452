using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>A field of a schema or a struct. The id, not the name, says which column of which file it is.</summary>
/// <param name="Id">Unique in the table, for ever.</param>
/// <param name="Name">Its name now.</param>
/// <param name="Required">Whether it never is null.</param>
/// <param name="Type">Its type.</param>
/// <param name="Doc">The description; null when there is none.</param>
public sealed record NestedField(int Id, string Name, bool Required, IcebergType Type, string? Doc = null)
{
    /// <summary>The value of rows written before the field was there (format 3); null for none. Our readers cannot apply it.</summary>
    public JsonElement? InitialDefault => Extra.Find("initial-default");

    /// <summary>Unknown members of the field, such as the defaults of format 3.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    internal static NestedField Read(JsonElement element, JsonPlace place, int levels)
    {
        var json = new JsonObjectReader(element, place);
        return new NestedField(
            json.RequiredInt32("id"),
            json.RequiredText("name"),
            json.RequiredBoolean("required"),
            TypeReader.Read(json.Required("type"), place.Member("type"), levels),
            json.Text("doc"))
        {
            Extra = json.Rest(),
        };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", Id);
        writer.WriteString("name", Name);
        writer.WriteBoolean("required", Required);
        IcebergJson.WriteMember(writer, "type", Type.WriteTo);
        IcebergJson.WriteOptional(writer, "doc", Doc);
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }
}

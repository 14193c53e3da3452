using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>A key of format 3's encryption, kept as it was said and not used.</summary>
/// <param name="KeyId">Its name in the table.</param>
public sealed record EncryptionKey(string KeyId)
{
    /// <summary>The encrypted key and what else was said of it.</summary>
    public JsonMembers Extra { get; init; } = JsonMembers.None;

    internal static EncryptionKey Read(JsonElement element, JsonPlace place)
    {
        var json = new JsonObjectReader(element, place);
        return new EncryptionKey(json.RequiredText("key-id")) { Extra = json.Rest() };
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("key-id", KeyId);
        Extra.WriteTo(writer);
        writer.WriteEndObject();
    }
}

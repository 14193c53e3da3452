using System.Text.Json;
using MeshStarter.ServiceDefaults.Json;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Reads an unambiguous JSON object: texts that can be stored, no duplicate names, shallow, no comments.</summary>
internal static class StrictJson
{
    private const int DepthLimit = 8;

    private static readonly JsonSerializerOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = DepthLimit };

    /// <summary>Returns the object, detached from its buffer; null when the bytes are not one.</summary>
    public static JsonElement? TryReadObject(byte[] bytes)
    {
        try
        {
            // The serializer refuses half of a surrogate pair in a name as JSON that cannot be read; JsonDocument's own methods fail on it.
            var read = JsonSerializer.Deserialize<JsonElement>(bytes, Options);
            StorableJson.Require(read);
            return read.ValueKind == JsonValueKind.Object ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the member as a string; null when it is absent or of another kind.</summary>
    public static string? StringOrNull(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}

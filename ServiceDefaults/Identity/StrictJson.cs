using System.Text;
using System.Text.Json;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Reads an unambiguous JSON object: valid UTF-8, no duplicate names, shallow, no comments.</summary>
internal static class StrictJson
{
    private const int DepthLimit = 8;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = DepthLimit,
    };

    /// <summary>Returns the object, detached from its buffer; null when the bytes are not one.</summary>
    public static JsonElement? TryReadObject(byte[] bytes)
    {
        try
        {
            _ = Utf8.GetCharCount(bytes); // JsonDocument accepts invalid bytes inside strings
            using var document = JsonDocument.Parse(bytes, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception refused) when (refused is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Returns the member as a string; null when it is absent or of another kind.</summary>
    public static string? StringOrNull(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}

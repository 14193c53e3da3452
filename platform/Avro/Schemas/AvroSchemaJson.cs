using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Loads a schema's JSON and takes members from it, refusing what has the wrong JSON type.</summary>
internal static class AvroSchemaJson
{
    private const int MaxTextLength = 16 * 1024 * 1024;

    // A level of Avro takes up to four of JSON: record, fields, field, and its type's union.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4 * (AvroSchemaParser.MaxLevels + 2) };

    public static JsonElement Load(string json)
    {
        if (json.Length > MaxTextLength)
        {
            throw new AvroSchemaException("", $"The schema has more than {MaxTextLength} characters.");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement.Clone();
            if (json.Contains("\\u", StringComparison.Ordinal))
            {
                Unescape(root);
            }

            return root;
        }
        catch (JsonException exception)
        {
            throw new AvroSchemaException(
                "",
                json.Length == 0 ? "The schema is empty."
                : exception.Message.Contains("maximum", StringComparison.Ordinal) ? AvroSchemaParser.TooDeep
                : $"The schema is not JSON: line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}.");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new AvroSchemaException("", "The schema holds half of a surrogate pair, which is no text.");
        }
    }

    public static JsonElement Required(JsonElement element, string member, string pointer, string what) =>
        element.TryGetProperty(member, out var value) ? value : throw new AvroSchemaException(pointer, $"{what} needs \"{member}\".");

    public static string RequiredText(JsonElement element, string member, string pointer, string what)
    {
        var value = Required(element, member, pointer, what);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new AvroSchemaException($"{pointer}/{member}", $"\"{member}\" is a text.");
    }

    public static string? OptionalText(JsonElement element, string member, string pointer) =>
        !element.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new AvroSchemaException($"{pointer}/{member}", $"\"{member}\" is a text.");

    public static List<string> Texts(JsonElement element, string pointer) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().Select((item, i) => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new AvroSchemaException($"{pointer}/{i}", "An array of texts is expected here."))]
        : throw new AvroSchemaException(pointer, "An array of texts is expected here.");

    // Throws at an escaped half of a surrogate pair; a later reader of a text or a name need not expect it.
    private static void Unescape(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Unescape(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Unescape(member.Value);
                }

                break;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Json;

/// <summary>JSON of a type that is one text: its own words say what is wrong with a bad one.</summary>
public abstract class TextJsonConverter<T> : JsonConverter<T>
    where T : notnull
{
    /// <summary>Reads the text; null and a reason when it cannot.</summary>
    protected abstract bool TryParse(string? text, out T value, out string? error);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? Parsed(reader.GetString())
            : throw new JsonException($"Expected a text, found {reader.TokenType}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parsed(reader.GetString());

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.ToString()!);
    }

    private T Parsed(string? text) => TryParse(text, out var value, out var error) ? value : throw new JsonException(error);
}

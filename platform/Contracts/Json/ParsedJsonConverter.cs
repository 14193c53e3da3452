using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Contracts.Json;

/// <summary>JSON of a type that is one text, also where it is a property's name: the type's own words say what is wrong with a bad one.</summary>
public sealed class ParsedJsonConverter<T> : JsonConverter<T>
    where T : IParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? Parsed(reader.GetString()!)
            : throw new JsonException($"Expected a text, found {reader.TokenType}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parsed(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.ToString()!);
    }

    private static T Parsed(string text)
    {
        try
        {
            return T.Parse(text, provider: null);
        }
        catch (FormatException failure)
        {
            throw new JsonException(failure.Message, failure);
        }
    }
}

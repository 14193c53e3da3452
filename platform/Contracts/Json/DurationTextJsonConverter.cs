using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Json;

/// <summary>A duration in the descriptor's form, <c>5 seconds</c> (<see cref="DurationText"/>).</summary>
public sealed class DurationTextJsonConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException($"A duration is a text. {DurationText.Form}"));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(DurationText.Format(value));
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static TimeSpan Parse(string? text) =>
        DurationText.TryParse(text, out var duration) ? duration : throw new JsonException($"{Quoted.Text(text)} is not a duration. {DurationText.Form}");
}

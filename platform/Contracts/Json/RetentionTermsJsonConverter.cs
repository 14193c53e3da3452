using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Json;

/// <summary><see cref="RetentionTerms"/> in the descriptor's two forms, a text or an object.</summary>
public sealed class RetentionTermsJsonConverter : JsonConverter<RetentionTerms>
{
    /// <inheritdoc/>
    public override RetentionTerms Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new RetentionTerms(DurationTextJsonConverter.Parse(reader.GetString()));
        }

        var form = JsonSerializer.Deserialize<ObjectForm>(ref reader, MeshJson.Options)
            ?? throw new JsonException("A retention is \"400 days\" or an object with keep and by.");
        return new RetentionTerms(DurationTextJsonConverter.Parse(form.Keep), form.By);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RetentionTerms value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        var keep = DurationText.Format(value.Keep);
        if (value.By is null)
        {
            writer.WriteStringValue(keep);
        }
        else
        {
            JsonSerializer.Serialize(writer, new ObjectForm(keep, value.By), MeshJson.Options);
        }
    }

    private sealed record ObjectForm(string Keep, string? By = null);
}

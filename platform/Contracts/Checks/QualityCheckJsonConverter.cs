using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Checks;

/// <summary><see cref="QualityCheck"/> in the descriptor's form: the kind is the key, the severity is alongside it.</summary>
public sealed class QualityCheckJsonConverter : JsonConverter<QualityCheck>
{
    private const string SeverityKey = "severity";

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(QualityCheck).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override QualityCheck Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A check is an object such as { \"not_null\": [\"order_id\"] }.");
        }

        QualityCheck? check = null;
        var severity = CheckSeverity.Error;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.NameEquals(SeverityKey))
            {
                severity = property.Value.Deserialize<CheckSeverity>(MeshJson.Options);
            }
            else if (check is not null)
            {
                throw new JsonException($"A check has one kind; {Quoted.Text(property.Name)} is a second one.");
            }
            else
            {
                check = QualityCheckKinds.Parse(property.Name, property.Value);
            }
        }

        return check is null ? throw new JsonException("A check lacks its kind.") : check with { Severity = severity };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, QualityCheck value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        writer.WritePropertyName(value.Kind);
        JsonSerializer.Serialize(writer, value.Terms, MeshJson.Options);
        if (value.Severity != CheckSeverity.Error)
        {
            writer.WriteString(SeverityKey, WireNames.Of(value.Severity));
        }

        writer.WriteEndObject();
    }
}

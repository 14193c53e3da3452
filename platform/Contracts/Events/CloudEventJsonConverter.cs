using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshStarter.Contracts;

/// <summary>The JSON form of <see cref="CloudEvent"/>; what breaks the form is refused with the attribute's name.</summary>
public sealed class CloudEventJsonConverter : JsonConverter<CloudEvent>
{
    /// <inheritdoc/>
    public override CloudEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("A CloudEvent is a JSON object.");
        var attributes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (!attributes.TryAdd(property.Name, property.Value))
                throw new JsonException($"CloudEvent has {Quoted.Text(property.Name)} twice.");
        }

        if (Take(attributes, "specversion") is var version && version != CloudEvent.SpecVersion)
            throw new JsonException($"CloudEvent's specversion is {Quoted.Text(version)}; only \"{CloudEvent.SpecVersion}\" is read.");
        JsonElement? data = attributes.Remove("data", out var element) ? element.Clone() : null;
        var bytes = Bytes(attributes);
        if (data is not null && bytes is not null)
            throw new JsonException("CloudEvent has both data and data_base64.");
        return new CloudEvent
        {
            Id = Required(attributes, "id"),
            Source = Required(attributes, "source"),
            Type = Required(attributes, "type"),
            Subject = Take(attributes, "subject"),
            Time = Time(attributes),
            DataContentType = Take(attributes, "datacontenttype"),
            DataSchema = Take(attributes, "dataschema"),
            Data = data,
            DataBase64 = bytes,
            Extensions = Extensions(attributes),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CloudEvent value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        if (value.Data is not null && value.DataBase64 is not null)
            throw new JsonException("CloudEvent has both data and data_base64.");
        writer.WriteStartObject();
        writer.WriteString("specversion", CloudEvent.SpecVersion);
        WriteText(writer, "id", value.Id);
        WriteText(writer, "source", value.Source);
        WriteText(writer, "type", value.Type);
        WriteText(writer, "subject", value.Subject);
        if (value.Time is { } time)
            writer.WriteString("time", CanonicalText.Of(time));
        WriteText(writer, "datacontenttype", value.DataContentType);
        WriteText(writer, "dataschema", value.DataSchema);
        foreach (var (name, extension) in value.Extensions)
        {
            if (ExtensionProblem(name, extension) is { } problem)
                throw new JsonException(problem);
            writer.WritePropertyName(name);
            extension.WriteTo(writer);
        }

        if (value.DataBase64 is { } bytes)
            writer.WriteBase64String("data_base64", bytes.Span);
        if (value.Data is { } data)
        {
            writer.WritePropertyName("data");
            data.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null)
            return;
        if (value.Length == 0)
            throw new JsonException($"CloudEvent's {name} is empty.");
        writer.WriteString(name, value);
    }

    private static string Required(Dictionary<string, JsonElement> attributes, string name) =>
        Take(attributes, name) ?? throw new JsonException($"CloudEvent lacks {name}.");

    // An attribute that is null is absent (json-format.md, section 2.2).
    private static string? Take(Dictionary<string, JsonElement> attributes, string name)
    {
        if (!attributes.Remove(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new JsonException($"CloudEvent's {name} is a {value.ValueKind}; it is a text.");
        return value.GetString() is { Length: > 0 } text ? text : throw new JsonException($"CloudEvent's {name} is empty.");
    }

    private static DateTimeOffset? Time(Dictionary<string, JsonElement> attributes)
    {
        if (Take(attributes, "time") is not { } text)
            return null;
        return text.Contains('T', StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new JsonException($"CloudEvent's time {Quoted.Text(text)} is not an RFC 3339 timestamp.");
    }

    private static ReadOnlyMemory<byte>? Bytes(Dictionary<string, JsonElement> attributes)
    {
        if (!attributes.Remove("data_base64", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new JsonException("CloudEvent's data_base64 is not base64.");
    }

    private static Dictionary<string, JsonElement> Extensions(Dictionary<string, JsonElement> attributes)
    {
        var extensions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in attributes)
        {
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            if (ExtensionProblem(name, value) is { } problem)
                throw new JsonException(problem);
            extensions.Add(name, value.Clone());
        }

        return extensions;
    }

    private static string? ExtensionProblem(string name, JsonElement value)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return $"CloudEvent's attribute {Quoted.Text(name)} is not named in lower-case letters and digits.";
        }

        var simple = value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
            || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _));
        return name.Length > 0 && simple
            ? null
            : $"CloudEvent's attribute {Quoted.Text(name)} is neither a text nor a 32-bit whole number nor a boolean.";
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Contracts.Events;

/// <summary>The JSON form of <see cref="CloudEvent"/>; what breaks the form is refused with the attribute's name.</summary>
public sealed class CloudEventJsonConverter : JsonConverter<CloudEvent>
{
    /// <inheritdoc/>
    public override CloudEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A CloudEvent is a JSON object.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? id = null, source = null, type = null, subject = null, version = null, contentType = null, schema = null;
        DateTimeOffset? time = null;
        JsonElement? data = null;
        Dictionary<string, JsonElement>? extensions = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = KnownName(ref reader) ?? reader.GetString()!;
            if (!seen.Add(name))
            {
                throw new JsonException($"CloudEvent has {Quoted.Text(name)} twice.");
            }

            reader.Read();
            switch (name)
            {
                case "specversion": version = Text(ref reader, name); break;
                case "id": id = Text(ref reader, name); break;
                case "source": source = Text(ref reader, name); break;
                case "type": type = Text(ref reader, name); break;
                case "subject": subject = Text(ref reader, name); break;
                case "time": time = Time(Text(ref reader, name)); break;
                case "datacontenttype": contentType = Text(ref reader, name); break;
                case "dataschema": schema = Text(ref reader, name); break;
                case "data": data = JsonElement.ParseValue(ref reader); break;
                case "data_base64" when reader.TokenType != JsonTokenType.Null: throw new JsonException("CloudEvent has data_base64; only data that is JSON is read, in data.");
                default: Extend(ref extensions, name, JsonElement.ParseValue(ref reader)); break;
            }
        }

        if (version != CloudEvent.SpecVersion)
        {
            throw new JsonException($"CloudEvent's specversion is {Quoted.Text(version)}; only \"{CloudEvent.SpecVersion}\" is read.");
        }

        var read = new CloudEvent
        {
            Id = id ?? throw Lacks("id"),
            Source = source ?? throw Lacks("source"),
            Type = type ?? throw Lacks("type"),
            Subject = subject,
            Time = time,
            DataContentType = contentType,
            DataSchema = schema,
            Data = data,
        };
        return extensions is null ? read : read with { Extensions = extensions };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CloudEvent value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        writer.WriteString("specversion", CloudEvent.SpecVersion);
        WriteText(writer, "id", value.Id);
        WriteText(writer, "source", value.Source);
        WriteText(writer, "type", value.Type);
        WriteText(writer, "subject", value.Subject);
        if (value.Time is { } time)
        {
            writer.WriteString("time", CanonicalText.Of(time));
        }

        WriteText(writer, "datacontenttype", value.DataContentType);
        WriteText(writer, "dataschema", value.DataSchema);
        foreach (var (name, extension) in value.Extensions)
        {
            if (ExtensionProblem(name, extension) is { } problem)
            {
                throw new JsonException(problem);
            }

            writer.WritePropertyName(name);
            extension.WriteTo(writer);
        }

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
        {
            return;
        }

        if (value.Length == 0)
        {
            throw new JsonException($"CloudEvent's {name} is empty.");
        }

        writer.WriteString(name, value);
    }

    // The names that every event has need not be made for each.
    private static string? KnownName(ref Utf8JsonReader reader)
    {
        foreach (var (utf8, name) in Names)
        {
            if (reader.ValueTextEquals(utf8))
            {
                return name;
            }
        }

        return null;
    }

    private static readonly (byte[] Utf8, string Name)[] Names =
        [.. new[] { "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data" }.Select(name => (Encoding.UTF8.GetBytes(name), name))];

    private static JsonException Lacks(string name) => new($"CloudEvent lacks {name}.");

    // An attribute that is null is absent (json-format.md, section 2.2).
    private static string? Text(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString() is { Length: > 0 } text ? text : throw new JsonException($"CloudEvent's {name} is empty."),
        _ => throw new JsonException($"CloudEvent's {name} is a {JsonElement.ParseValue(ref reader).ValueKind}; it is a text."),
    };

    private static DateTimeOffset? Time(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return text.Contains('T', StringComparison.OrdinalIgnoreCase) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new JsonException($"CloudEvent's time {Quoted.Text(text)} is not an RFC 3339 timestamp.");
    }

    private static void Extend(ref Dictionary<string, JsonElement>? extensions, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (ExtensionProblem(name, value) is { } problem)
        {
            throw new JsonException(problem);
        }

        (extensions ??= new(StringComparer.Ordinal)).Add(name, value);
    }

    private static string? ExtensionProblem(string name, JsonElement value)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
            {
                return $"CloudEvent's attribute {Quoted.Text(name)} is not named in lower-case letters and digits.";
            }
        }

        var simple = value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
            || (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _));
        return name.Length > 0 && simple
            ? null
            : $"CloudEvent's attribute {Quoted.Text(name)} is neither a text nor a 32-bit whole number nor a boolean.";
    }
}

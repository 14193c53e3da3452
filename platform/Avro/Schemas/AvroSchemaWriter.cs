using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Writes a schema's JSON.</summary>
internal sealed class AvroSchemaWriter(Utf8JsonWriter writer, bool isNormalized)
{
    private readonly HashSet<AvroNamedSchema> _defined = [];

    public static string TextOf(AvroSchema schema, bool isNormalized, IEnumerable<AvroSchema> references)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = int.MaxValue }))
        {
            var text = new AvroSchemaWriter(writer, isNormalized);
            foreach (var reference in references)
            {
                text.LeaveOut(reference);
            }

            text.Write(schema, enclosing: null);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // Types that a reference defines, and the types within them, are used by name.
    private void LeaveOut(AvroSchema schema)
    {
        if (schema is not AvroNamedSchema named || _defined.Add(named))
        {
            foreach (var part in AvroParts.Of(schema))
            {
                LeaveOut(part);
            }
        }
    }

    public void Write(AvroSchema schema, string? enclosing)
    {
        switch (schema)
        {
            case AvroUnion union:
                writer.WriteStartArray();
                foreach (var branch in union.Branches)
                {
                    Write(branch, enclosing);
                }

                writer.WriteEndArray();
                break;
            case AvroNamedSchema named when !_defined.Add(named):
                writer.WriteStringValue(named.Name.Full);
                break;
            case AvroPrimitive when schema.Properties.Count == 0:
                writer.WriteStringValue(AvroKinds.NameOf(schema.Kind));
                break;
            default:
                writer.WriteStartObject();
                writer.WriteString("type", AvroKinds.NameOf(schema.Kind));
                Body(schema, enclosing);
                Properties(schema.Properties);
                writer.WriteEndObject();
                break;
        }
    }

    private void Body(AvroSchema schema, string? enclosing)
    {
        switch (schema)
        {
            case AvroArray array:
                writer.WritePropertyName("items");
                Write(array.Items, enclosing);
                break;
            case AvroMap map:
                writer.WritePropertyName("values");
                Write(map.Values, enclosing);
                break;
            case AvroNamedSchema named:
                Name(named, enclosing);
                Named(named);
                break;
        }
    }

    private void Name(AvroNamedSchema named, string? enclosing)
    {
        writer.WriteString("name", isNormalized ? named.Name.Full : named.Name.Simple);

        // A full name without a dot would fall into the enclosing namespace.
        if (isNormalized ? named.Name.Namespace is null && enclosing is not null : named.Name.Namespace != enclosing)
        {
            writer.WriteString("namespace", named.Name.Namespace ?? "");
        }

        OptionalText("doc", named.Doc);
        if (named.Aliases.Count > 0)
        {
            // Full names, but for those of no namespace, which only a type of no namespace can name so.
            Texts("aliases", named.Aliases.Select(alias => alias.Full));
        }
    }

    private void Named(AvroNamedSchema named)
    {
        switch (named)
        {
            case AvroRecord record:
                writer.WriteStartArray("fields");
                foreach (var field in record.Fields)
                {
                    Field(field, record.Name.Namespace);
                }

                writer.WriteEndArray();
                break;
            case AvroEnum symbols:
                Texts("symbols", symbols.Symbols);
                OptionalText("default", symbols.Default);
                break;
            case AvroFixed @fixed:
                writer.WriteNumber("size", @fixed.Size);
                break;
        }
    }

    private void Field(AvroField field, string? enclosing)
    {
        writer.WriteStartObject();
        writer.WriteString("name", field.Name);
        OptionalText("doc", field.Doc);
        writer.WritePropertyName("type");
        Write(field.Type, enclosing);
        if (field.Default is { } value)
        {
            writer.WritePropertyName("default");
            value.WriteTo(writer);
        }

        OptionalText("order", field.Order);
        if (field.Aliases.Count > 0)
        {
            Texts("aliases", field.Aliases);
        }

        Properties(field.Properties);
        writer.WriteEndObject();
    }

    private void Properties(IReadOnlyDictionary<string, JsonElement> properties)
    {
        foreach (var (name, value) in isNormalized ? properties.OrderBy(property => property.Key, StringComparer.Ordinal) : properties.AsEnumerable())
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private void OptionalText(string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private void Texts(string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}

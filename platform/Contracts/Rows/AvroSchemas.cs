using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Rows;

/// <summary>
/// The Avro schema of a product, made of its descriptor: what its events are written with and what the schema registry
/// holds.
/// </summary>
/// <remarks>
/// The record's full name is the product's, <c>orders.fact_order_events</c>: the domain is the namespace. A STRUCT's record
/// is named after its column, in a namespace that is the path to it, <c>orders.fact_order_events.items</c>; so are those
/// within it. A column that is not required is a union of null and its type with null as default, and so is whatever
/// is inside a column, for nothing there is ever required. Descriptions are the fields' docs.
/// </remarks>
public static class AvroSchemas
{
    /// <summary>The schema of a product's rows.</summary>
    public static AvroSchema FromDescriptor(DataProductDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return FromColumns(descriptor.Name, descriptor.Schema, descriptor.Description);
    }

    /// <summary>The schema of the rows of a product that has these columns.</summary>
    /// <param name="product">The product.</param>
    /// <param name="columns">Its columns in order.</param>
    /// <param name="description">The description of the product; empty when there is none.</param>
    public static AvroSchema FromColumns(DataProductId product, IReadOnlyList<ColumnDefinition> columns, string description = "")
    {
        ArgumentNullException.ThrowIfNull(columns);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            BeginRecord(json, product.Product, product.Domain, description);
            foreach (var column in columns)
            {
                Field(json, column.Name, column.Type, column.Required, column.Description, product.ToString());
            }

            EndRecord(json);
        }

        return AvroSchema.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Field(Utf8JsonWriter json, string name, ColumnType type, bool required, string? doc, string path)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        if (!string.IsNullOrEmpty(doc))
        {
            json.WriteString("doc", doc);
        }

        json.WritePropertyName("type");
        if (required)
        {
            Type(json, type, name, path);
        }
        else
        {
            Optional(json, type, name, path);
            json.WriteNull("default");
        }

        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, ColumnType type, string name, string path)
    {
        json.WriteStartArray();
        json.WriteStringValue("null");
        Type(json, type, name, path);
        json.WriteEndArray();
    }

    private static void Type(Utf8JsonWriter json, ColumnType type, string name, string path)
    {
        switch (type)
        {
            case PrimitiveType { Forms: { AvroLogical: { } logical } forms }:
                Logical(json, forms.Avro, logical);
                break;
            case PrimitiveType { Forms: var forms }:
                json.WriteStringValue(forms.Avro);
                break;
            case DecimalType exact:
                Logical(json, "bytes", "decimal", () =>
                {
                    json.WriteNumber("precision", exact.Precision);
                    json.WriteNumber("scale", exact.Scale);
                });
                break;
            case ArrayType array:
                Container(json, "array", "items", array.Element, name, path);
                break;
            case MapType map:
                Container(json, "map", "values", map.Value, name, path);
                break;
            case StructType structure:
                BeginRecord(json, name, path, doc: "");
                foreach (var field in structure.Fields)
                {
                    Field(json, field.Name, field.Type, required: false, doc: null, $"{path}.{name}");
                }

                EndRecord(json);
                break;
            default:
                throw new NotSupportedException($"There is no Avro type for {type}.");
        }
    }

    private static void Container(Utf8JsonWriter json, string type, string member, ColumnType inner, string name, string path)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WritePropertyName(member);
        Optional(json, inner, name, path);
        json.WriteEndObject();
    }

    private static void Logical(Utf8JsonWriter json, string type, string logicalType, Action? parameters = null)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString(AvroLogicalTypes.Attribute, logicalType);
        parameters?.Invoke();
        json.WriteEndObject();
    }

    // No namespace may give a primitive type's name a second meaning.
    private static void BeginRecord(Utf8JsonWriter json, string name, string space, string doc)
    {
        json.WriteStartObject();
        json.WriteString("type", "record");
        json.WriteString("name", AvroKinds.TryFindPrimitive(name, out _) ? name + "_" : name);
        json.WriteString("namespace", space);
        if (doc.Length > 0)
        {
            json.WriteString("doc", doc);
        }

        json.WriteStartArray("fields");
    }

    private static void EndRecord(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

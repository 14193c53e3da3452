using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Writes partitions as Avro records: the type of each field, and the values.</summary>
internal static class PartitionEncoder
{
    /// <summary>Writes the record's fields, all of them optional.</summary>
    public static void WriteFields(Utf8JsonWriter json, IcebergStruct types)
    {
        foreach (var field in types.Fields)
        {
            json.WriteStartObject();
            var name = AvroNameOf(field.Name);
            json.WriteString("name", name);
            if (name != field.Name)
            {
                json.WriteString("iceberg-field-name", field.Name);
            }

            json.WriteStartArray("type");
            json.WriteStringValue("null");
            WriteType(json, field);
            json.WriteEndArray();
            json.WriteNull("default");
            json.WriteNumber("field-id", field.Id);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes a partition's values.</summary>
    /// <exception cref="IcebergException">A value is none of its field's type.</exception>
    public static void Write(AvroWriter writer, IcebergStruct types, PartitionTuple partition)
    {
        if (partition.Values.Count != types.Fields.Count)
        {
            throw new IcebergException($"A partition of {partition.Values.Count} values is not one of spec {partition.SpecId}, which has {types.Fields.Count} fields.");
        }

        for (var at = 0; at < types.Fields.Count; at++)
        {
            var value = partition.Values[at];
            writer.WriteLong(value is null ? 0 : 1);
            if (value is not null)
            {
                WriteValue(writer, types.Fields[at], value);
            }
        }
    }

    /// <summary>A name that Avro takes: letters, digits and underlines, other characters as their number, as others write them too.</summary>
    internal static string AvroNameOf(string name)
    {
        var text = new StringBuilder();
        foreach (var unit in name)
        {
            if (char.IsAsciiLetter(unit) || unit == '_' || (char.IsAsciiDigit(unit) && text.Length > 0))
            {
                text.Append(unit);
            }
            else
            {
                text.Append(char.IsAsciiDigit(unit) ? $"_{unit}" : $"_x{(int)unit:X}");
            }
        }

        return text.Length > 0 ? text.ToString() : "_";
    }

    private static void WriteType(Utf8JsonWriter json, NestedField field)
    {
        switch (field.Type)
        {
            case IcebergDecimal exact:
                WriteFixed(json, field, "decimal", BytesOf(exact), exact);
                break;
            case IcebergFixed exact:
                WriteFixed(json, field, logicalType: null, exact.Length, exact: null);
                break;
            case IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid }:
                WriteFixed(json, field, "uuid", size: 16, exact: null);
                break;
            case IcebergPrimitive primitive:
                WritePrimitive(json, primitive.Kind);
                break;
            default:
                throw new IcebergException($"Partition field {field.Name} cannot be of type {field.Type}.");
        }
    }

    private static void WritePrimitive(Utf8JsonWriter json, IcebergPrimitiveKind kind)
    {
        var (type, logicalType, isUtc) = AvroTypeOf(kind);
        if (logicalType is null)
        {
            json.WriteStringValue(type);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("logicalType", logicalType);
        if (isUtc is { } utc)
        {
            json.WriteBoolean("adjust-to-utc", utc);
        }

        json.WriteEndObject();
    }

    private static (string Type, string? LogicalType, bool? IsUtc) AvroTypeOf(IcebergPrimitiveKind kind) => kind switch
    {
        IcebergPrimitiveKind.Boolean => ("boolean", null, null),
        IcebergPrimitiveKind.Int => ("int", null, null),
        IcebergPrimitiveKind.Long => ("long", null, null),
        IcebergPrimitiveKind.Float => ("float", null, null),
        IcebergPrimitiveKind.Double => ("double", null, null),
        IcebergPrimitiveKind.Date => ("int", "date", null),
        IcebergPrimitiveKind.Time => ("long", "time-micros", null),
        IcebergPrimitiveKind.Timestamp => ("long", "timestamp-micros", false),
        IcebergPrimitiveKind.TimestampTz => ("long", "timestamp-micros", true),
        IcebergPrimitiveKind.String => ("string", null, null),
        IcebergPrimitiveKind.Binary => ("bytes", null, null),
        // A void transform whose column was dropped holds nulls only.
        IcebergPrimitiveKind.Unknown => ("int", null, null),
        _ => throw new IcebergException($"No partition can be written of type {kind}."),
    };

    // Avro names its fixed types, each once: by the field's id.
    private static void WriteFixed(Utf8JsonWriter json, NestedField field, string? logicalType, int size, IcebergDecimal? exact)
    {
        json.WriteStartObject();
        json.WriteString("type", "fixed");
        json.WriteString("name", $"f{field.Id}");
        json.WriteNumber("size", size);
        if (logicalType is not null)
        {
            json.WriteString("logicalType", logicalType);
        }

        if (exact is not null)
        {
            json.WriteNumber("precision", exact.Precision);
            json.WriteNumber("scale", exact.Scale);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(AvroWriter writer, NestedField field, object value)
    {
        switch (field.Type, value)
        {
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.Boolean }, bool truth):
                writer.WriteBoolean(truth);
                break;
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Date }, int number):
                writer.WriteInt(number);
                break;
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.Long or IcebergPrimitiveKind.Time or IcebergPrimitiveKind.Timestamp or IcebergPrimitiveKind.TimestampTz }, long number):
                writer.WriteLong(number);
                break;
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.Float }, float number):
                writer.WriteFloat(number);
                break;
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.Double }, double number):
                writer.WriteDouble(number);
                break;
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.String }, string text):
                writer.WriteString(text);
                break;
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.Binary }, byte[] bytes):
                writer.WriteBytes(bytes);
                break;
            case (IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid }, Guid id):
                writer.WriteFixed(id.ToByteArray(bigEndian: true));
                break;
            case (IcebergFixed exact, byte[] bytes) when bytes.Length == exact.Length:
                writer.WriteFixed(bytes);
                break;
            case (IcebergDecimal exact, Int128 unscaled):
                Span<byte> all = stackalloc byte[16];
                BinaryPrimitives.WriteInt128BigEndian(all, unscaled);
                writer.WriteFixed(all[(16 - BytesOf(exact))..]);
                break;
            default:
                throw new IcebergException($"A {value.GetType().Name} is no value of partition field {field.Name}, which is of type {field.Type}.");
        }
    }

    // The fewest bytes that hold every number of so many digits, with its sign.
    private static int BytesOf(IcebergDecimal exact)
    {
        Int128 largest = 0;
        for (var digit = 0; digit < exact.Precision; digit++)
        {
            largest = (largest * 10) + 9;
        }

        return SingleValue.Unscaled(largest).Length;
    }
}

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
            json.WriteRawValue(TypeOf(field));
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
    private static string AvroNameOf(string name)
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

    // Avro names its fixed types, each once: by the field's id.
    private static string TypeOf(NestedField field) => (field.Type, (field.Type as IcebergPrimitive)?.Kind) switch
    {
        (IcebergDecimal exact, _) => $$"""{"type":"fixed","name":"f{{field.Id}}","size":{{BytesOf(exact)}},"logicalType":"decimal","precision":{{exact.Precision}},"scale":{{exact.Scale}}}""",
        (IcebergFixed exact, _) => $$"""{"type":"fixed","name":"f{{field.Id}}","size":{{exact.Length}}}""",
        (_, IcebergPrimitiveKind.Uuid) => $$"""{"type":"fixed","name":"f{{field.Id}}","size":16,"logicalType":"uuid"}""",
        (_, IcebergPrimitiveKind.Boolean) => "\"boolean\"",
        // A void transform whose column was dropped holds nulls only.
        (_, IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Unknown) => "\"int\"",
        (_, IcebergPrimitiveKind.Long) => "\"long\"",
        (_, IcebergPrimitiveKind.Float) => "\"float\"",
        (_, IcebergPrimitiveKind.Double) => "\"double\"",
        (_, IcebergPrimitiveKind.Date) => """{"type":"int","logicalType":"date"}""",
        (_, IcebergPrimitiveKind.Time) => """{"type":"long","logicalType":"time-micros"}""",
        (_, IcebergPrimitiveKind.Timestamp) => """{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":false}""",
        (_, IcebergPrimitiveKind.TimestampTz) => """{"type":"long","logicalType":"timestamp-micros","adjust-to-utc":true}""",
        (_, IcebergPrimitiveKind.String) => "\"string\"",
        (_, IcebergPrimitiveKind.Binary) => "\"bytes\"",
        _ => throw new IcebergException($"Partition field {field.Name} cannot be of type {field.Type}."),
    };

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

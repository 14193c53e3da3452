using MeshStarter.DuckDb.Arrow;

namespace MeshStarter.Platform.Workers.Wire.Arrow;

/// <summary>Writes the metadata of an Arrow stream's schema (Message.fbs and Schema.fbs).</summary>
internal static class ArrowSchemaMessage
{
    /// <summary>Version 5 of the metadata, since Arrow 1.0.</summary>
    public const short Version = 4;

    public const int Message = 0;

    private const byte Schema = 1;

    public static void Write(FlatBufferWriter flat, IReadOnlyList<ArrowField> fields)
    {
        flat.Clear();
        // version, header_type, header, bodyLength
        var message = flat.Table(Message, sizeof(short), sizeof(byte), sizeof(uint), sizeof(long));
        flat.Put(message[0], Version);
        flat.Put(message[1], Schema);
        // endianness (0 is little), fields
        var schema = flat.Table(message[2], sizeof(short), sizeof(uint));
        Fields(flat, schema[1], fields);
        flat.Align(sizeof(long));
    }

    private static void Fields(FlatBufferWriter flat, int at, IReadOnlyList<ArrowField> fields)
    {
        var places = flat.Vector(at, fields.Count, sizeof(uint));
        for (var i = 0; i < fields.Count; i++)
        {
            Field(flat, places + (i * sizeof(uint)), fields[i]);
        }
    }

    private static void Field(FlatBufferWriter flat, int at, ArrowField field)
    {
        var type = ArrowType.Of(field);
        // name, nullable, type_type, type, dictionary, children, custom_metadata
        var places = flat.Table(at, sizeof(uint), sizeof(byte), sizeof(byte), sizeof(uint), 0, sizeof(uint), field.Metadata.Count > 0 ? sizeof(uint) : 0);
        flat.Text(places[0], field.Name);
        flat.Put(places[1], (byte)(field.IsNullable ? 1 : 0));
        flat.Put(places[2], (byte)type.Id);
        Type(flat, places[3], type);
        Fields(flat, places[5], field.Children);
        if (field.Metadata.Count > 0)
        {
            Metadata(flat, places[6], field.Metadata);
        }
    }

    private static void Type(FlatBufferWriter flat, int at, ArrowType type)
    {
        switch (type.Id)
        {
            case ArrowTypeId.Int:
                // bitWidth, is_signed
                var number = flat.Table(at, sizeof(int), sizeof(byte));
                flat.Put(number[0], type.Width);
                flat.Put(number[1], (byte)(type.IsSigned ? 1 : 0));
                break;
            case ArrowTypeId.FloatingPoint:
                flat.Put(flat.Table(at, sizeof(short))[0], (short)type.Width);
                break;
            case ArrowTypeId.Decimal:
                // precision, scale, bitWidth
                var digits = flat.Table(at, sizeof(int), sizeof(int), sizeof(int));
                flat.Put(digits[0], type.Precision);
                flat.Put(digits[1], type.Scale);
                flat.Put(digits[2], type.Width);
                break;
            case ArrowTypeId.Date or ArrowTypeId.Interval or ArrowTypeId.Duration:
                flat.Put(flat.Table(at, sizeof(short))[0], type.Unit);
                break;
            case ArrowTypeId.Time:
                // unit, bitWidth
                var time = flat.Table(at, sizeof(short), sizeof(int));
                flat.Put(time[0], type.Unit);
                flat.Put(time[1], type.Width);
                break;
            case ArrowTypeId.Timestamp:
                // unit, timezone
                var clock = flat.Table(at, sizeof(short), type.TimeZone is null ? 0 : sizeof(uint));
                flat.Put(clock[0], type.Unit);
                if (type.TimeZone is { } zone)
                {
                    flat.Text(clock[1], zone);
                }

                break;
            case ArrowTypeId.FixedSizeBinary or ArrowTypeId.FixedSizeList:
                flat.Put(flat.Table(at, sizeof(int))[0], type.Width);
                break;
            default:
                flat.Table(at);
                break;
        }
    }

    private static void Metadata(FlatBufferWriter flat, int at, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        var places = flat.Vector(at, metadata.Count, sizeof(uint));
        for (var i = 0; i < metadata.Count; i++)
        {
            // key, value
            var pair = flat.Table(places + (i * sizeof(uint)), sizeof(uint), sizeof(uint));
            flat.Text(pair[0], metadata[i].Key);
            flat.Text(pair[1], metadata[i].Value);
        }
    }
}

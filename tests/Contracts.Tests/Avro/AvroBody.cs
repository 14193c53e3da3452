using System.Buffers;
using System.Numerics;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Tests.Avro;

/// <summary>Rows in Avro's encoding, as a producer of messages writes them by the product's schema.</summary>
internal static class AvroBody
{
    public static byte[] Of(IReadOnlyList<ColumnDefinition> columns, TypedRow row)
    {
        var output = new ArrayBufferWriter<byte>();
        var avro = new AvroWriter(output);
        foreach (var (column, value) in columns.Zip(row.Values))
        {
            if (column.Required)
            {
                Write(avro, column.Type, value!);
            }
            else
            {
                WriteOptional(avro, column.Type, value);
            }
        }

        return output.WrittenSpan.ToArray();
    }

    // What may be null is the second branch of a union, whose first is null.
    private static void WriteOptional(AvroWriter avro, ColumnType type, object? value)
    {
        avro.WriteLong(value is null ? 0 : 1);
        if (value is not null)
        {
            Write(avro, type, value);
        }
    }

    private static void Write(AvroWriter avro, ColumnType type, object value)
    {
        switch (type, value)
        {
            case (ArrayType array, List<object?> items):
                WriteBlock(avro, items, item => WriteOptional(avro, array.Element, item));
                break;
            case (MapType map, List<KeyValuePair<object, object?>> entries):
                WriteBlock(avro, entries, entry =>
                {
                    avro.WriteString((string)entry.Key);
                    WriteOptional(avro, map.Value, entry.Value);
                });
                break;
            case (StructType structure, List<KeyValuePair<object, object?>> fields):
                foreach (var (field, (_, part)) in structure.Fields.Zip(fields))
                {
                    WriteOptional(avro, field.Type, part);
                }

                break;
            case (DecimalType, RowDecimal number):
                avro.WriteBytes(((BigInteger)number.Unscaled).ToByteArray(isUnsigned: false, isBigEndian: true));
                break;
            default:
                WriteSingle(avro, value);
                break;
        }
    }

    private static void WriteSingle(AvroWriter avro, object value)
    {
        Action write = value switch
        {
            bool flag => () => avro.WriteBoolean(flag),
            int number => () => avro.WriteInt(number),
            long number => () => avro.WriteLong(number),
            float number => () => avro.WriteFloat(number),
            double number => () => avro.WriteDouble(number),
            string text => () => avro.WriteString(text),
            byte[] bytes => () => avro.WriteBytes(bytes),
            Guid id => () => avro.WriteString(id.ToString("D")),
            DateOnly day => () => avro.WriteInt(day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
            TimeOnly time => () => avro.WriteLong(time.Ticks / TimeSpan.TicksPerMicrosecond),
            DateTimeOffset at => () => avro.WriteLong((at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
            DateTime wall => () => avro.WriteLong((wall.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
            _ => throw new NotSupportedException($"There is no Avro value of {value.GetType()}."),
        };
        write();
    }

    private static void WriteBlock<T>(AvroWriter avro, List<T> items, Action<T> write)
    {
        if (items.Count > 0)
        {
            avro.WriteBlockCount(items.Count);
        }

        items.ForEach(write);
        avro.WriteEnd();
    }
}

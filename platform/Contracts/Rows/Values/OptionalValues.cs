using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Values that may be null: in Avro the second branch of a union, whose first is null.</summary>
internal static class OptionalValues
{
    public static void WriteOptional(this Utf8JsonWriter json, ColumnValues values, object? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            values.Write(value, json);
        }
    }

    public static void WriteOptional(this AvroWriter avro, ColumnValues values, object? value)
    {
        avro.WriteLong(value is null ? 0 : 1);
        if (value is not null)
        {
            values.Write(value, avro);
        }
    }
}

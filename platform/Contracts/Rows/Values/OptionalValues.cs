using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Values that may be null.</summary>
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
}

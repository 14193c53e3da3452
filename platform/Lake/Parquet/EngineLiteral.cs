using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Parquet;

/// <summary>Values (see <see cref="SingleValue"/>) as they may be in SQL, the same whatever the session's time zone.</summary>
internal static class EngineLiteral
{
    /// <summary>The expression of a value, of the engine's type for the table's.</summary>
    public static string Of(IcebergType type, object? value, string column)
    {
        var engineType = EngineType.Of(type, column);
        return (type, value) switch
        {
            (IcebergPrimitive { Kind: IcebergPrimitiveKind.Date }, int day) => $"(DATE '1970-01-01' + {Text(day)})",
            (IcebergPrimitive { Kind: IcebergPrimitiveKind.Timestamp }, long micros) => $"make_timestamp({Text(micros)})",
            (IcebergPrimitive { Kind: IcebergPrimitiveKind.TimestampTz }, long micros) => $"(make_timestamp({Text(micros)}) AT TIME ZONE 'UTC')",
            (IcebergPrimitive { Kind: IcebergPrimitiveKind.Time }, long micros) => $"CAST(make_timestamp({Text(micros)}) AS TIME)",
            (IcebergDecimal exact, Int128 unscaled) => $"CAST('{CanonicalText.Of(unscaled, exact.Scale)}' AS {engineType})",
            (_, null) => $"CAST(NULL AS {engineType})",
            (_, bool truth) => truth ? "true" : "false",
            // No statement can hold a NUL.
            (_, string text) => text.Contains('\0') ? $"decode(from_hex('{Convert.ToHexString(Encoding.UTF8.GetBytes(text))}'))" : SqlText.Quote(text),
            (_, byte[] bytes) => $"from_hex('{Convert.ToHexString(bytes)}')",
            (_, double.NaN or float.NaN) => $"CAST('nan' AS {engineType})",
            (_, double.PositiveInfinity or float.PositiveInfinity) => $"CAST('inf' AS {engineType})",
            (_, double.NegativeInfinity or float.NegativeInfinity) => $"CAST('-inf' AS {engineType})",
            (_, IFormattable number) => $"CAST('{number.ToString(null, CultureInfo.InvariantCulture)}' AS {engineType})",
            _ => throw new IcebergException($"Column {column} of type {type} cannot have the value {value}."),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg.Types;
using KindOf = MeshStarter.Platform.Iceberg.Types.IcebergPrimitiveKind;

namespace MeshStarter.Lake.Parquet;

/// <summary>The conversion of a stored value to a table's type.</summary>
internal enum StoredConversion
{
    /// <summary>It is none of the type.</summary>
    None,

    /// <summary>The engine's cast.</summary>
    Cast,

    /// <summary>A wall clock's time is an instant in UTC, or the reverse; the engine's cast would go by the session's time zone.</summary>
    AtUtc,

    /// <summary>Bytes are UTF-8; the engine's cast would write them out as escapes.</summary>
    Decode,

    /// <summary>A text is its UTF-8; the engine's cast would read escapes.</summary>
    Encode,
}

/// <summary>Converts stored values, as the engine sees them, to values of a table's type.</summary>
internal static class StoredValue
{
    /// <summary>Returns the conversion of a stored value to a table's type.</summary>
    public static StoredConversion To(IcebergType type, ParquetNode node) => (type, node.Physical, node.Meaning) switch
    {
        (IcebergPrimitive { Kind: KindOf.Boolean }, ParquetPhysicalType.Boolean, _) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Int or KindOf.Long }, ParquetPhysicalType.Int32, ParquetMeaning.None or ParquetMeaning.Int32 or ParquetMeaning.Int16 or ParquetMeaning.Int8 or ParquetMeaning.UInt8 or ParquetMeaning.UInt16) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Long }, ParquetPhysicalType.Int32, ParquetMeaning.UInt32) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Long }, ParquetPhysicalType.Int64, ParquetMeaning.None or ParquetMeaning.Int64) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Float or KindOf.Double }, ParquetPhysicalType.Float, _) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Double }, ParquetPhysicalType.Double, _) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Date or KindOf.Timestamp }, ParquetPhysicalType.Int32, ParquetMeaning.Date) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Time }, ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, ParquetMeaning.Time) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Timestamp }, ParquetPhysicalType.Int64, ParquetMeaning.LocalTimestamp or ParquetMeaning.LocalTimestampNanos) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.TimestampTz }, ParquetPhysicalType.Int64, ParquetMeaning.Instant or ParquetMeaning.InstantNanos) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Timestamp }, ParquetPhysicalType.Int64, ParquetMeaning.Instant or ParquetMeaning.InstantNanos) => StoredConversion.AtUtc,
        (IcebergPrimitive { Kind: KindOf.TimestampTz }, ParquetPhysicalType.Int64, ParquetMeaning.LocalTimestamp or ParquetMeaning.LocalTimestampNanos) => StoredConversion.AtUtc,
        (IcebergPrimitive { Kind: KindOf.Timestamp }, ParquetPhysicalType.Int96, _) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.TimestampTz }, ParquetPhysicalType.Int96, _) => StoredConversion.AtUtc,
        (IcebergPrimitive { Kind: KindOf.String }, ParquetPhysicalType.ByteArray, ParquetMeaning.Text) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.String }, ParquetPhysicalType.ByteArray, ParquetMeaning.None) => StoredConversion.Decode,
        (IcebergPrimitive { Kind: KindOf.Uuid }, ParquetPhysicalType.FixedLengthByteArray, ParquetMeaning.Uuid or ParquetMeaning.None) when node.Length == 16 => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Binary }, ParquetPhysicalType.ByteArray or ParquetPhysicalType.FixedLengthByteArray, ParquetMeaning.None) => StoredConversion.Cast,
        (IcebergPrimitive { Kind: KindOf.Binary }, ParquetPhysicalType.ByteArray, ParquetMeaning.Text) => StoredConversion.Encode,
        (IcebergFixed exact, ParquetPhysicalType.FixedLengthByteArray, ParquetMeaning.None) when node.Length == exact.Length => StoredConversion.Cast,
        (IcebergDecimal exact, _, ParquetMeaning.Decimal) when node.Scale == exact.Scale && node.Precision <= exact.Precision => StoredConversion.Cast,
        _ => StoredConversion.None,
    };

    /// <summary>The SQL that makes a stored value one of an engine's type.</summary>
    public static string Apply(StoredConversion conversion, string value, string engineType) => conversion switch
    {
        StoredConversion.AtUtc when engineType == "TIMESTAMP" => $"({value} AT TIME ZONE 'UTC')",
        StoredConversion.AtUtc => $"(CAST({value} AS TIMESTAMP) AT TIME ZONE 'UTC')",
        StoredConversion.Decode => $"decode({value})",
        StoredConversion.Encode => $"encode({value})",
        _ => $"CAST({value} AS {engineType})",
    };

    /// <summary>The type by which the engine reads a stored value of its own accord; null for one that is not read here.</summary>
    public static string? EngineTypeOf(ParquetNode node) => (node.Physical, node.Meaning) switch
    {
        (ParquetPhysicalType.Boolean, _) => "BOOLEAN",
        (ParquetPhysicalType.Int32, ParquetMeaning.None or ParquetMeaning.Int32) => "INTEGER",
        (ParquetPhysicalType.Int32, ParquetMeaning.Int16) => "SMALLINT",
        (ParquetPhysicalType.Int32, ParquetMeaning.Int8) => "TINYINT",
        (ParquetPhysicalType.Int32, ParquetMeaning.UInt8) => "UTINYINT",
        (ParquetPhysicalType.Int32, ParquetMeaning.UInt16) => "USMALLINT",
        (ParquetPhysicalType.Int32, ParquetMeaning.UInt32) => "UINTEGER",
        (ParquetPhysicalType.Int32, ParquetMeaning.Date) => "DATE",
        (ParquetPhysicalType.Int64, ParquetMeaning.None or ParquetMeaning.Int64) => "BIGINT",
        (ParquetPhysicalType.Int64, ParquetMeaning.UInt64) => "UBIGINT",
        (ParquetPhysicalType.Int64, ParquetMeaning.LocalTimestamp) or (ParquetPhysicalType.Int96, _) => "TIMESTAMP",
        (ParquetPhysicalType.Int64, ParquetMeaning.LocalTimestampNanos) => "TIMESTAMP_NS",
        (ParquetPhysicalType.Int64, ParquetMeaning.Instant or ParquetMeaning.InstantNanos) => "TIMESTAMP WITH TIME ZONE",
        (ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64, ParquetMeaning.Time) => "TIME",
        (ParquetPhysicalType.Float, _) => "FLOAT",
        (ParquetPhysicalType.Double, _) => "DOUBLE",
        (ParquetPhysicalType.ByteArray, ParquetMeaning.Text) => "VARCHAR",
        (ParquetPhysicalType.ByteArray or ParquetPhysicalType.FixedLengthByteArray, ParquetMeaning.None) => "BLOB",
        (ParquetPhysicalType.FixedLengthByteArray, ParquetMeaning.Uuid) => "UUID",
        (_, ParquetMeaning.Decimal) when node.Precision is >= 1 and <= 38 && node.Scale >= 0 && node.Scale <= node.Precision => $"DECIMAL({node.Precision},{node.Scale})",
        _ => null,
    };
}

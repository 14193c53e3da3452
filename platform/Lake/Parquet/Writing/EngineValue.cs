using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>Takes values out of the engine as <see cref="SingleValue"/> holds them.</summary>
internal static class EngineValue
{
    /// <summary>A value of the engine's type for a table's (<see cref="EngineType"/>); null for NULL.</summary>
    public static object? Read(DuckDbVector vector, int row) => vector.IsNull(row) ? null : vector.Type.Id switch
    {
        DuckDbTypeId.Boolean => vector.GetBoolean(row),
        DuckDbTypeId.Integer => vector.GetInt32(row),
        DuckDbTypeId.BigInt => vector.GetInt64(row),
        DuckDbTypeId.HugeInt => vector.GetInt128(row),
        DuckDbTypeId.Float => vector.GetFloat(row),
        DuckDbTypeId.Double => vector.GetDouble(row),
        DuckDbTypeId.Decimal => vector.GetDecimal(row).Unscaled,
        DuckDbTypeId.Varchar => vector.GetString(row),
        DuckDbTypeId.Uuid => vector.GetUuid(row),
        DuckDbTypeId.Blob => vector.GetBlob(row).ToArray(),
        DuckDbTypeId.Date => vector.GetDateDays(row),
        DuckDbTypeId.Time => vector.GetTimeMicros(row),
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampTz => vector.GetTimestampMicros(row),
        var other => throw new NotSupportedException($"A value of the engine's type {other} is none of a table."),
    };
}

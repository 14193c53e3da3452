using MeshStarter.Contracts.Types;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>A declared type as Trino writes it in metadata: <c>decimal(18,2)</c>, <c>array(row(a integer))</c>.</summary>
internal static class TrinoTypeName
{
    public static string Of(ColumnType type) => type switch
    {
        PrimitiveType primitive => Of(primitive.Kind),
        DecimalType exact => $"decimal({exact.Precision},{exact.Scale})",
        ArrayType array => $"array({Of(array.Element)})",
        MapType map => $"map(varchar, {Of(map.Value)})",
        StructType row => $"row({string.Join(", ", row.Fields.Select(field => $"{field.Name} {Of(field.Type)}"))})",
        _ => throw new NotSupportedException($"No Trino name for {type}."),
    };

    private static string Of(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "boolean",
        PrimitiveKind.Integer => "integer",
        PrimitiveKind.BigInt => "bigint",
        PrimitiveKind.Real => "real",
        PrimitiveKind.Double => "double",
        PrimitiveKind.String => "varchar",
        PrimitiveKind.Uuid => "uuid",
        PrimitiveKind.Date => "date",
        PrimitiveKind.Time => "time(6)",
        PrimitiveKind.Timestamp => "timestamp(6) with time zone",
        PrimitiveKind.TimestampNtz => "timestamp(6)",
        PrimitiveKind.Binary => "varbinary",
        _ => throw new NotSupportedException($"No Trino name for {kind}."),
    };
}

using MeshStarter.Contracts.Types;

namespace MeshStarter.QueryProxy.Metadata;

/// <summary>A declared type as Trino writes it in metadata: <c>decimal(18,2)</c>, <c>array(row(a integer))</c>.</summary>
internal static class TrinoTypeName
{
    public static string Of(ColumnType type) => type switch
    {
        PrimitiveType primitive => primitive.Forms.Trino,
        DecimalType exact => $"decimal({exact.Precision},{exact.Scale})",
        ArrayType array => $"array({Of(array.Element)})",
        MapType map => $"map(varchar, {Of(map.Value)})",
        StructType row => $"row({string.Join(", ", row.Fields.Select(field => $"{field.Name} {Of(field.Type)}"))})",
        _ => throw new NotSupportedException($"No Trino name for {type}."),
    };
}

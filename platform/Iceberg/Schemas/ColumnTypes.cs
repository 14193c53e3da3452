using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>The descriptor's types as Iceberg's, by the mesh's table of types.</summary>
internal static class ColumnTypes
{
    /// <summary>Iceberg's type, whose nested fields have ids from a counter.</summary>
    public static IcebergType ToIceberg(ColumnType type, Func<int> nextId) => type switch
    {
        PrimitiveType primitive => TypeNames.Find(primitive.Forms.Iceberg)!,
        DecimalType number => new IcebergDecimal(number.Precision, number.Scale),
        ArrayType array => new IcebergList(nextId(), ElementRequired: false, ToIceberg(array.Element, nextId)),
        MapType map => new IcebergMap(nextId(), new IcebergPrimitive(IcebergPrimitiveKind.String), nextId(), ValueRequired: false, ToIceberg(map.Value, nextId)),
        StructType row => new IcebergStruct([.. row.Fields.Select(part => new NestedField(nextId(), part.Name, Required: false, ToIceberg(part.Type, nextId)))]),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is no type of a column"),
    };
}

using System.Diagnostics.CodeAnalysis;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>The descriptor's types as Iceberg's and back, by the mesh's table of types.</summary>
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

    /// <summary>The descriptor's type; on failure the problem says which part has none.</summary>
    public static bool TryToColumn(IcebergType type, [NotNullWhen(true)] out ColumnType? column, [NotNullWhen(false)] out string? problem)
    {
        (column, problem) = type switch
        {
            IcebergPrimitive primitive => Primitive(primitive),
            IcebergDecimal number => (new DecimalType(number.Precision, number.Scale), null),
            IcebergFixed => (new PrimitiveType(PrimitiveKind.Binary), null),
            IcebergList list => TryToColumn(list.Element, out var element, out var wrong) ? (new ArrayType(element), null) : (null, wrong),
            IcebergMap { Key: IcebergPrimitive { Kind: IcebergPrimitiveKind.String } } map =>
                TryToColumn(map.Value, out var value, out var wrong) ? (new MapType(value), null) : (null, wrong),
            IcebergStruct row => Struct(row),
            _ => ((ColumnType?)null, $"the type {type} has no counterpart in the mesh."),
        };
        return column is not null;
    }

    private static (ColumnType?, string?) Primitive(IcebergPrimitive primitive) =>
        PrimitiveForms.All.FirstOrDefault(forms => forms.Iceberg == TypeNames.Of(primitive.Kind)) is { } found
            ? (new PrimitiveType(found.Kind), null)
            : (null, $"the type {primitive} has no counterpart in the mesh.");

    private static (ColumnType?, string?) Struct(IcebergStruct row)
    {
        var parts = new List<StructField>(row.Fields.Count);
        foreach (var part in row.Fields)
        {
            if (!TryToColumn(part.Type, out var type, out var problem))
            {
                return (null, $"{part.Name}: {problem}");
            }

            parts.Add(new StructField(part.Name, type));
        }

        return (new StructType(parts), null);
    }
}

using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Decides which types hold every value of another without loss, as Iceberg and Avro both let a column grow.</summary>
public static class TypeWidening
{
    /// <summary>Whether <paramref name="wide"/> holds every value of <paramref name="narrow"/>; a type holds its own.</summary>
    public static bool Holds(ColumnType narrow, ColumnType wide)
    {
        ArgumentNullException.ThrowIfNull(narrow);
        ArgumentNullException.ThrowIfNull(wide);
        return (narrow, wide) switch
        {
            (PrimitiveType { Forms.Least: { } n }, PrimitiveType { Forms.Least: { } w }) => w <= n,
            (PrimitiveType { Kind: PrimitiveKind.Real }, PrimitiveType { Kind: PrimitiveKind.Double }) => true,
            (DecimalType n, DecimalType w) => n.Scale == w.Scale && n.Precision <= w.Precision,
            (ArrayType n, ArrayType w) => Holds(n.Element, w.Element),
            (MapType n, MapType w) => Holds(n.Value, w.Value),
            (StructType n, StructType w) => n.Fields.Count <= w.Fields.Count
                && n.Fields.Zip(w.Fields, (narrowField, wideField) => narrowField.Name == wideField.Name && Holds(narrowField.Type, wideField.Type)).All(holds => holds),
            _ => narrow == wide,
        };
    }
}

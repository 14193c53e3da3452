using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>Decides which types a column may widen to, so that files written before stay readable.</summary>
public static class IcebergWidening
{
    /// <summary>Whether a column may go from one type to another that holds its values; a primitive type holds its own.</summary>
    /// <param name="from">The column's type.</param>
    /// <param name="to">The other type.</param>
    public static bool IsAllowed(IcebergType from, IcebergType to) => (from, to) switch
    {
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Int }, IcebergPrimitive { Kind: IcebergPrimitiveKind.Long }) => true,
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Float }, IcebergPrimitive { Kind: IcebergPrimitiveKind.Double }) => true,
        (IcebergDecimal before, IcebergDecimal after) => before.Scale == after.Scale && before.Precision <= after.Precision,
        _ => from is { IsPrimitive: true } && from.Equals(to),
    };
}

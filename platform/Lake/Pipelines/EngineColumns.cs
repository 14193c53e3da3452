using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Lake.Pipelines;

/// <summary>The types of a product's columns for those of the engine's results.</summary>
internal static class EngineColumns
{
    /// <summary>The type whose values a result has; null where no column has such values.</summary>
    public static ColumnType? TypeOf(DuckDbType type) => type.Id switch
    {
        var _ when Named(type) is { } own => own,
        // Of these a size that becomes a type of columns has the arm above, by its row.
        DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt => new PrimitiveType(PrimitiveKind.Integer),
        // A sum of whole numbers is a HUGEINT; one that is too great for its column ends the run.
        DuckDbTypeId.UInteger or DuckDbTypeId.HugeInt or DuckDbTypeId.UBigInt => new PrimitiveType(PrimitiveKind.BigInt),
        DuckDbTypeId.Decimal => new DecimalType(type.Precision, type.Scale),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum => PrimitiveType.Text,
        DuckDbTypeId.TimestampSeconds or DuckDbTypeId.TimestampMilliseconds => new PrimitiveType(PrimitiveKind.TimestampNtz),
        DuckDbTypeId.List => TypeOf(type.Element!) is { } element ? new ArrayType(element) : null,
        DuckDbTypeId.Map => type.Fields[0].Type.Id == DuckDbTypeId.Varchar && TypeOf(type.Fields[1].Type) is { } value ? new MapType(value) : null,
        DuckDbTypeId.Struct => Struct(type),
        _ => null,
    };

    private static PrimitiveType? Named(DuckDbType type) => PrimitiveForms.All.FirstOrDefault(forms => forms.Engine == type.ToString()) is { } forms ? new PrimitiveType(forms.Kind) : null;

    private static StructType? Struct(DuckDbType type)
    {
        var fields = type.Fields.Select(field => TypeOf(field.Type) is { } own ? new StructField(field.Name, own) : null).ToList();
        return fields.Contains(null) ? null : new StructType([.. fields.OfType<StructField>()]);
    }
}

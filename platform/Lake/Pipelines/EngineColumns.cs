using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Lake.Pipelines;

/// <summary>The types of a product's columns for those of the engine's results.</summary>
internal static class EngineColumns
{
    /// <summary>The type whose values a result has; null where no column has such values.</summary>
    public static ColumnType? TypeOf(DuckDbType type) => type.Id switch
    {
        DuckDbTypeId.Boolean => new PrimitiveType(PrimitiveKind.Boolean),
        DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer or DuckDbTypeId.UTinyInt or DuckDbTypeId.USmallInt => new PrimitiveType(PrimitiveKind.Integer),
        // A sum of whole numbers is a HUGEINT; one that is too great for its column ends the run.
        DuckDbTypeId.BigInt or DuckDbTypeId.UInteger or DuckDbTypeId.HugeInt or DuckDbTypeId.UBigInt => new PrimitiveType(PrimitiveKind.BigInt),
        DuckDbTypeId.Float => new PrimitiveType(PrimitiveKind.Real),
        DuckDbTypeId.Double => new PrimitiveType(PrimitiveKind.Double),
        DuckDbTypeId.Decimal => new DecimalType(type.Precision, type.Scale),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum => PrimitiveType.Text,
        DuckDbTypeId.Uuid => new PrimitiveType(PrimitiveKind.Uuid),
        DuckDbTypeId.Date => new PrimitiveType(PrimitiveKind.Date),
        DuckDbTypeId.Time => new PrimitiveType(PrimitiveKind.Time),
        DuckDbTypeId.TimestampTz => new PrimitiveType(PrimitiveKind.Timestamp),
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampSeconds or DuckDbTypeId.TimestampMilliseconds => new PrimitiveType(PrimitiveKind.TimestampNtz),
        DuckDbTypeId.Blob => new PrimitiveType(PrimitiveKind.Binary),
        DuckDbTypeId.List => TypeOf(type.Element!) is { } element ? new ArrayType(element) : null,
        DuckDbTypeId.Map => type.Fields[0].Type.Id == DuckDbTypeId.Varchar && TypeOf(type.Fields[1].Type) is { } value ? new MapType(value) : null,
        DuckDbTypeId.Struct => Struct(type),
        _ => null,
    };

    private static StructType? Struct(DuckDbType type)
    {
        var fields = type.Fields.Select(field => TypeOf(field.Type) is { } own ? new StructField(field.Name, own) : null).ToList();
        return fields.Contains(null) ? null : new StructType([.. fields.OfType<StructField>()]);
    }
}

using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

/// <summary>Validates a schema against a format version.</summary>
internal static class SchemaRules
{
    /// <summary>Field ids from here on are the specification's own columns.</summary>
    private const int FirstReservedId = 2_147_483_447;

    public static void Check(TableSchema schema, int formatVersion)
    {
        foreach (var part in schema.AllFields)
        {
            var name = schema.FindName(part.Id);
            if (part.Id is < 0 or >= FirstReservedId)
            {
                throw new IcebergValidationException($"Invalid schema: field {name} has the id {part.Id}; ids are 0 to {FirstReservedId - 1}.");
            }

            if (formatVersion < 3 && IsOfFormat3(part.Type))
            {
                throw new IcebergValidationException($"Invalid schema for format {formatVersion}: {name} is of type {part.Type}, which is not supported until format 3.");
            }

            if (formatVersion < 3 && part.InitialDefault is not null)
            {
                throw new IcebergValidationException($"Invalid schema for format {formatVersion}: {name} has an initial-default, which is not supported until format 3.");
            }
        }
    }

    private static bool IsOfFormat3(IcebergType type) => type is IcebergSpatial or IcebergPrimitive
    {
        Kind: IcebergPrimitiveKind.TimestampNs or IcebergPrimitiveKind.TimestampTzNs or IcebergPrimitiveKind.Variant or IcebergPrimitiveKind.Unknown,
    };
}

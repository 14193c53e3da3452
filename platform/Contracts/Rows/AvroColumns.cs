using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Rows;

/// <summary>The columns that an Avro schema has in the types of descriptors, the other way of <see cref="AvroSchemas"/>.</summary>
public static class AvroColumns
{
    /// <summary>The columns of a record; null for another schema, and for a field whose values no column has.</summary>
    public static IReadOnlyList<ColumnDefinition>? Of(AvroSchema schema)
    {
        if (schema is not AvroRecord record)
        {
            return null;
        }

        List<ColumnDefinition> columns = [];
        foreach (var field in record.Fields)
        {
            var optional = (field.Type as AvroUnion)?.Optional;
            if (TypeOf(optional ?? field.Type) is not { } type)
            {
                return null;
            }

            columns.Add(new ColumnDefinition { Name = field.Name, Type = type, Required = optional is null, Description = field.Doc });
        }

        return columns;
    }

    private static ColumnType? TypeOf(AvroSchema schema) => schema switch
    {
        { LogicalType: AvroLogicalType.Decimal } => new DecimalType(schema.Precision, schema.Scale),
        { LogicalType: not AvroLogicalType.None } => Logical(schema.LogicalType) is { } kind ? new PrimitiveType(kind) : null,
        AvroUnion union => union.Optional is { } only ? TypeOf(only) : null,
        AvroArray array => TypeOf(array.Items) is { } element ? new ArrayType(element) : null,
        AvroMap map => TypeOf(map.Values) is { } value ? new MapType(value) : null,
        AvroRecord record => Struct(record),
        AvroEnum => PrimitiveType.Text,
        AvroFixed => new PrimitiveType(PrimitiveKind.Binary),
        _ => Primitive(schema.Kind) is { } kind ? new PrimitiveType(kind) : null,
    };

    private static StructType? Struct(AvroRecord record)
    {
        var fields = record.Fields.Select(field => TypeOf(field.Type) is { } type ? new StructField(field.Name, type) : null).ToList();
        return fields.Contains(null) ? null : new StructType([.. fields.OfType<StructField>()]);
    }

    private static PrimitiveKind? Logical(AvroLogicalType type) => type switch
    {
        AvroLogicalType.Uuid => PrimitiveKind.Uuid,
        AvroLogicalType.Date => PrimitiveKind.Date,
        AvroLogicalType.TimeMillis or AvroLogicalType.TimeMicros => PrimitiveKind.Time,
        AvroLogicalType.TimestampMillis or AvroLogicalType.TimestampMicros or AvroLogicalType.TimestampNanos => PrimitiveKind.Timestamp,
        AvroLogicalType.LocalTimestampMillis or AvroLogicalType.LocalTimestampMicros or AvroLogicalType.LocalTimestampNanos => PrimitiveKind.TimestampNtz,
        _ => null,
    };

    private static PrimitiveKind? Primitive(AvroKind kind) => kind switch
    {
        AvroKind.Boolean => PrimitiveKind.Boolean,
        AvroKind.Int => PrimitiveKind.Integer,
        AvroKind.Long => PrimitiveKind.BigInt,
        AvroKind.Float => PrimitiveKind.Real,
        AvroKind.Double => PrimitiveKind.Double,
        AvroKind.String => PrimitiveKind.String,
        AvroKind.Bytes => PrimitiveKind.Binary,
        _ => null,
    };
}

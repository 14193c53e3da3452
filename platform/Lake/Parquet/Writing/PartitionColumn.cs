using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>One field of a partition spec, as the engine computes it from a row.</summary>
/// <param name="Sql">The SQL of the value, or of something that represents it.</param>
/// <param name="Of">The value (see <see cref="SingleValue"/>) of what the engine answers.</param>
/// <param name="HashedSource">For a bucket, the SQL of the source: the engine has no such hash, and gets a table of them; null otherwise.</param>
internal sealed record PartitionColumn(string Sql, Func<object?, object?> Of, string? HashedSource = null)
{
    /// <summary>Makes the column of a spec's field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="schema">The schema of the rows.</param>
    /// <exception cref="IcebergException">Its column is not there, or its transform cannot be written by; the message names them.</exception>
    public static PartitionColumn Make(PartitionField field, TableSchema schema)
    {
        if (field.Transform is VoidTransform)
        {
            return new PartitionColumn("NULL", static _ => null);
        }

        var source = schema.FindField(field.SourceId) ?? throw new IcebergException($"Partition field {field.Name} is made from column {field.SourceId}, which schema {schema.SchemaId} does not have.");
        if (field.Transform is UnknownTransform || !field.Transform.Accepts(source.Type))
        {
            throw new IcebergException($"Partition field {field.Name}: nothing can be written by the transform {field.Transform} of a column of type {source.Type}.");
        }

        var value = ValueOf(source, schema, field);
        return field.Transform switch
        {
            BucketTransform => new PartitionColumn("", static bucket => bucket, value),
            TruncateTransform truncate => Truncated(truncate.Width, source.Type, value),
            YearTransform => new PartitionColumn($"year({Wall(source.Type, value)}) - 1970", static years => Number(years)),
            MonthTransform => new PartitionColumn($"(year({Wall(source.Type, value)}) - 1970) * 12 + month({Wall(source.Type, value)}) - 1", static months => Number(months)),
            DayTransform => new PartitionColumn($"CAST({Wall(source.Type, value)} AS DATE)", static day => day),
            HourTransform => new PartitionColumn($"(epoch_us({value}) - ((epoch_us({value}) % {TimeUnits.MicrosPerHour} + {TimeUnits.MicrosPerHour}) % {TimeUnits.MicrosPerHour})) // {TimeUnits.MicrosPerHour}", static hours => Number(hours)),
            _ => new PartitionColumn(value, static same => same),
        };
    }

    private static PartitionColumn Truncated(int width, IcebergType type, string value)
    {
        var w = width.ToString(CultureInfo.InvariantCulture);
        return type switch
        {
            IcebergPrimitive { Kind: IcebergPrimitiveKind.String } => new PartitionColumn($"left({value}, {w})", static text => text),
            IcebergPrimitive { Kind: IcebergPrimitiveKind.Binary } => new PartitionColumn($"left(hex({value}), {(2L * width).ToString(CultureInfo.InvariantCulture)})", static hex => hex is string text ? Convert.FromHexString(text) : null),
            IcebergPrimitive { Kind: IcebergPrimitiveKind.Int } => new PartitionColumn(Floored($"CAST({value} AS HUGEINT)"), static number => number is Int128 exact ? unchecked((int)exact) : null),
            IcebergPrimitive { Kind: IcebergPrimitiveKind.Long } => new PartitionColumn(Floored($"CAST({value} AS HUGEINT)"), static number => number is Int128 exact ? unchecked((long)exact) : null),
            // A decimal's text has all its digits after the point: without the point it is the unscaled number.
            _ => new PartitionColumn(Floored($"CAST(replace(CAST({value} AS VARCHAR), '.', '') AS HUGEINT)"), static number => number),
        };

        string Floored(string number) => $"{number} - (({number} % {w} + {w}) % {w})";
    }

    // Parts of an instant are those of UTC, whatever the session's time zone.
    private static string Wall(IcebergType type, string value) =>
        type is IcebergPrimitive { Kind: IcebergPrimitiveKind.TimestampTz } ? $"({value} AT TIME ZONE 'UTC')" : value;

    private static object? Number(object? value) => value is null ? null : Convert.ToInt32(value, CultureInfo.InvariantCulture);

    private static string ValueOf(NestedField source, TableSchema schema, PartitionField field)
    {
        List<string> names = [source.Name];
        for (var parent = schema.FindParent(source.Id); parent is not null; parent = schema.FindParent(parent.Id))
        {
            names.Insert(0, parent.Type is IcebergStruct ? parent.Name : throw new IcebergException($"Partition field {field.Name} is made from {schema.FindName(source.Id)}, which is in a list or map."));
        }

        return names.Skip(1).Aggregate(SqlIdentifier.Quote(names[0]), static (value, name) => $"struct_extract({value}, {SqlText.Quote(name)})");
    }
}

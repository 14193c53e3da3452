using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>Whether a partition spec or sort order can be made from a schema's columns.</summary>
internal static class BindingRules
{
    public static void Check(PartitionSpec spec, TableSchema schema)
    {
        foreach (var part in spec.Fields)
        {
            // A void transform needs no source: it remains of a column that was dropped.
            if (part.Transform is not VoidTransform)
            {
                CheckSource(schema, part.SourceId, part.Transform, $"partition field {part.Name}");
            }
        }
    }

    public static void Check(SortOrder order, TableSchema schema)
    {
        foreach (var part in order.Fields)
        {
            CheckSource(schema, part.SourceId, part.Transform, "sort field");
        }
    }

    /// <summary>A partition field may have a column's name only when its values are that column's.</summary>
    public static void CheckNames(PartitionSpec spec, TableSchema schema)
    {
        foreach (var part in spec.Fields)
        {
            if (part.Name.Length == 0)
            {
                throw new IcebergValidationException("Partition spec: a field's name must not be empty.");
            }

            if (schema.FindField(part.Name) is { } column && (column.Id != part.SourceId || part.Transform is not (IdentityTransform or VoidTransform)))
            {
                throw new IcebergValidationException($"Cannot partition: the schema has a field {part.Name}, and the partition field of that name has other values.");
            }
        }

        if (spec.Fields.GroupBy(part => part.Name, StringComparer.Ordinal).FirstOrDefault(named => named.Count() > 1) is { } twice)
        {
            throw new IcebergValidationException($"Partition spec: two fields have the name {twice.Key}; names are unique.");
        }

        if (spec.Fields.Select(part => part.FieldId).Distinct().Count() != spec.Fields.Count)
        {
            throw new IcebergValidationException("Partition spec: two fields have the same field-id; ids are unique.");
        }
    }

    private static void CheckSource(TableSchema schema, int sourceId, Transform transform, string what)
    {
        if (schema.FindField(sourceId) is not { } source)
        {
            throw new IcebergValidationException($"Cannot find source column for {what}: the schema has no field {sourceId}.");
        }

        if (!source.Type.IsPrimitive)
        {
            throw new IcebergValidationException($"The source of {what}, {schema.FindName(sourceId)}, is no primitive: {source.Type}.");
        }

        for (var parent = schema.FindParent(sourceId); parent is not null; parent = schema.FindParent(parent.Id))
        {
            if (parent.Type is not IcebergStruct)
            {
                throw new IcebergValidationException($"The source of {what}, {schema.FindName(sourceId)}, is in a list or map.");
            }
        }

        if (!transform.Accepts(source.Type))
        {
            throw new IcebergValidationException($"The source of {what}, {schema.FindName(sourceId)}, is of type {source.Type}, which {transform} does not take.");
        }
    }
}

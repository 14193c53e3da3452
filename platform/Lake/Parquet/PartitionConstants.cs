using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Parquet;

/// <summary>
/// Columns whose values are a file's partition (identity): files that were taken over from other catalogs need not have them
/// (specification, "Column Projection").
/// </summary>
internal sealed class PartitionConstants
{
    private static readonly IReadOnlyDictionary<int, string> None = new Dictionary<int, string>();

    private readonly Dictionary<int, IReadOnlyList<(int At, NestedField Field)>> _bySpec = [];
    private readonly Dictionary<PartitionTuple, IReadOnlyDictionary<int, string>> _byPartition = [];

    public PartitionConstants(TableMetadata metadata, TableSchema schema)
    {
        foreach (var spec in metadata.PartitionSpecs)
        {
            _bySpec.TryAdd(spec.SpecId,
            [
                .. spec.Fields.Select((part, at) => (at, field: part.Transform is IdentityTransform ? schema.Fields.FirstOrDefault(field => field.Id == part.SourceId) : null))
                    .Where(static part => part.field is not null).Select(static part => (part.at, part.field!)),
            ]);
        }
    }

    /// <summary>The SQL of such columns of a file's partition, by field id; the same object for the same partition, an empty one where the file has them all.</summary>
    public IReadOnlyDictionary<int, string> Of(PartitionTuple partition, ParquetNode root)
    {
        var parts = _bySpec.GetValueOrDefault(partition.SpecId) ?? [];
        if (parts.All(part => root.Children.Any(child => child.FieldId == part.Field.Id)))
        {
            return None;
        }

        if (!_byPartition.TryGetValue(partition, out var constants))
        {
            constants = parts.Where(part => part.At < partition.Values.Count)
                .ToDictionary(static part => part.Field.Id, part => EngineLiteral.Of(part.Field.Type, partition.Values[part.At], part.Field.Name));
            _byPartition.Add(partition, constants);
        }

        return constants;
    }
}

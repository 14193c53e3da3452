using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>The value ranges of the partitions of a manifest's files, and of one file's partition.</summary>
internal static class PartitionRanges
{
    /// <summary>Whether a manifest may have a file whose partition fulfils a condition.</summary>
    public static bool MayMatch(BoundPredicate predicate, ManifestFile manifest) =>
        manifest.Partitions is not { } partitions || predicate.MayMatch(new Summaries(partitions));

    /// <summary>Whether a partition may fulfil a condition, by its values.</summary>
    public static bool MayMatch(BoundPredicate predicate, PartitionTuple partition) => predicate.MayMatch(new Tuple(partition));

    private sealed class Summaries(IReadOnlyList<PartitionFieldSummary> partitions) : IRangeSource
    {
        public ValueRange RangeOf(int reference, IcebergType type)
        {
            if (reference >= partitions.Count)
            {
                return ValueRange.Unknown;
            }

            var summary = partitions[reference];
            var mayBeFloating = type is IcebergPrimitive { Kind: IcebergPrimitiveKind.Float or IcebergPrimitiveKind.Double };
            return new ValueRange(
                MayBeNull: summary.ContainsNull,
                MayBeNaN: mayBeFloating && summary.ContainsNaN is not false,
                // Without bounds all are null or NaN, the specification says; a writer may just not have said them.
                MayBeValue: summary.LowerBound is not null || !summary.ContainsNull,
                SingleValue.Bound(type, summary.LowerBound),
                SingleValue.Bound(type, summary.UpperBound));
        }
    }

    private sealed class Tuple(PartitionTuple partition) : IRangeSource
    {
        public ValueRange RangeOf(int reference, IcebergType type) => partition.Values[reference] switch
        {
            null => new ValueRange(MayBeNull: true, MayBeNaN: false, MayBeValue: false, null, null),
            double.NaN or float.NaN => new ValueRange(MayBeNull: false, MayBeNaN: true, MayBeValue: false, null, null),
            var value when !SingleValue.IsOf(type, value) => ValueRange.Unknown,
            var value => new ValueRange(MayBeNull: false, MayBeNaN: false, MayBeValue: true, value, value, IsSingle: true),
        };
    }
}

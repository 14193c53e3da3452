using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tables;

/// <summary>Prunes files of a table by their bounds to those that may have a row with a batch's values in some columns.</summary>
internal static class CommonValues
{
    /// <summary>Returns the files that may have such a row.</summary>
    /// <param name="files">Files of the table.</param>
    /// <param name="batch">The batch's files.</param>
    /// <param name="columns">The columns.</param>
    public static IReadOnlyList<FileScan> Files(IEnumerable<FileScan> files, IReadOnlyList<DataFile> batch, IReadOnlyList<NestedField> columns)
    {
        var ranges = columns.Select(column => (Column: column, Range: RangeOf(column, batch))).Where(column => column.Range is not null).ToList();
        return [.. files.Where(file => ranges.TrueForAll(column => MayMeet(file.File, column.Column, column.Range!.Value)))];
    }

    // Null when a row may have no value, or one that bounds do not cover.
    private static (object Lower, object Upper)? RangeOf(NestedField column, IReadOnlyList<DataFile> batch)
    {
        (object Lower, object Upper)? range = null;
        foreach (var file in batch)
        {
            if (file.Metrics.NullValueCounts?[column.Id] is not 0 || BoundsOf(file, column) is not ({ } lower, { } upper))
            {
                return null;
            }

            range = range is var (least, most)
                ? (ValueOrder.Instance.Compare(lower, least) < 0 ? lower : least, ValueOrder.Instance.Compare(upper, most) > 0 ? upper : most)
                : (lower, upper);
        }

        return range;
    }

    private static bool MayMeet(DataFile file, NestedField column, (object Lower, object Upper) range) => BoundsOf(file, column) is var (lower, upper)
        && (lower is null || ValueOrder.Instance.Compare(lower, range.Upper) <= 0)
        && (upper is null || ValueOrder.Instance.Compare(upper, range.Lower) >= 0);

    // Bounds of numbers with NaN, and of UUIDs, which writers order differently, prune nothing.
    private static (object? Lower, object? Upper) BoundsOf(DataFile file, NestedField column) =>
        column.Type is IcebergPrimitive { Kind: IcebergPrimitiveKind.Float or IcebergPrimitiveKind.Double or IcebergPrimitiveKind.Uuid }
            ? (null, null)
            : (SingleValue.Bound(column.Type, file.Metrics.LowerBounds?[column.Id]), SingleValue.Bound(column.Type, file.Metrics.UpperBounds?[column.Id]));
}

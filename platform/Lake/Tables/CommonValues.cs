using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>Which files of a table may have a row with the values that a row of a batch has in some columns: by their bounds.</summary>
internal static class CommonValues
{
    /// <summary>The files that may.</summary>
    /// <param name="files">Files of the table.</param>
    /// <param name="batch">The batch's files.</param>
    /// <param name="columns">The columns.</param>
    public static IReadOnlyList<FileScan> Files(IEnumerable<FileScan> files, IReadOnlyList<DataFile> batch, IReadOnlyList<NestedField> columns)
    {
        var ranges = columns.Select(column => (Column: column, Range: RangeOf(column, batch))).Where(column => column.Range is not null).ToList();
        return [.. files.Where(file => ranges.TrueForAll(column => MayMeet(file.File, column.Column, column.Range!.Value)))];
    }

    // Null where a row may have none, or one that bounds do not tell of.
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

    // Of numbers with NaN, and of UUIDs, which writers order differently, nothing is concluded.
    private static (object? Lower, object? Upper) BoundsOf(DataFile file, NestedField column) =>
        column.Type is IcebergPrimitive { Kind: IcebergPrimitiveKind.Float or IcebergPrimitiveKind.Double or IcebergPrimitiveKind.Uuid }
            ? (null, null)
            : (Bound(file.Metrics.LowerBounds, column), Bound(file.Metrics.UpperBounds, column));

    private static object? Bound(ColumnBounds? bounds, NestedField column) =>
        column.Type.IsPrimitive && bounds?[column.Id] is { } bytes && SingleValue.TryDecode(column.Type, bytes.Span, out var value) ? value : null;
}

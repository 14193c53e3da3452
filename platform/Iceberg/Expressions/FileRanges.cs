using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>The value ranges of a file's statistics. One instance is reused for many files.</summary>
internal sealed class FileRanges : IRangeSource
{
    private DataFile? _file;

    /// <summary>Whether a file may have a row that fulfils a condition.</summary>
    public bool MayMatch(BoundPredicate predicate, DataFile file)
    {
        _file = file;
        return file.RecordCount > 0 && predicate.MayMatch(this);
    }

    /// <summary>The range of a column's values in a file.</summary>
    public ValueRange RangeOf(NestedField field, DataFile file)
    {
        _file = file;
        return RangeOf(field.Id, field.Type);
    }

    public ValueRange RangeOf(int reference, IcebergType type)
    {
        var metrics = _file!.Metrics;
        if (!type.IsPrimitive)
        {
            return ValueRange.Unknown;
        }

        var values = Count(metrics.ValueCounts, reference);
        var nulls = Count(metrics.NullValueCounts, reference);
        var mayBeFloating = type is IcebergPrimitive { Kind: IcebergPrimitiveKind.Float or IcebergPrimitiveKind.Double };
        var nans = mayBeFloating ? Count(metrics.NanValueCounts, reference) : 0;
        return new ValueRange(
            MayBeNull: nulls is not 0,
            MayBeNaN: nans is not 0 && IsMore(values, nulls),
            MayBeValue: IsMore(values, nulls + nans) && IsMore(values, nulls) && IsMore(values, nans),
            SingleValue.Bound(type, metrics.LowerBounds?[reference]),
            SingleValue.Bound(type, metrics.UpperBounds?[reference]));
    }

    // A count below zero counts nothing.
    private static long? Count(ColumnCounts? counts, int reference) => counts?[reference] is >= 0 and var count ? count : null;

    private static bool IsMore(long? values, long? others) => values is null || others is null || values > others;
}

using MeshStarter.Lake.Conditions;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>Files of a scan that are read without the same columns.</summary>
/// <param name="Files">The files.</param>
/// <param name="Constants">A value that means all of a column's: SQL by field id. None where every column is read.</param>
internal sealed record ImpliedFiles(IReadOnlyList<FileScan> Files, IReadOnlyDictionary<int, string> Constants);

/// <summary>Says of which files a query's compared columns need not be read, by the files' statistics. Pure.</summary>
internal sealed class ImpliedColumns
{
    // A further scan takes the engine some tenths of a millisecond to plan: as long as it takes to read a column of so many rows.
    private const int MaxScans = 4;
    private const long WorthRows = 100_000;

    private readonly FileRanges _ranges = new();
    private readonly List<Column> _columns;

    private ImpliedColumns(IReadOnlyList<ComparedColumn> compared, TableSchema schema) => _columns =
    [
        .. compared.Select(column => new Column(
            schema.Fields.First(field => field.Id == column.FieldId),
            [.. column.Comparisons.Select(each => (PredicateBinder.Bind(each.True, schema), PredicateBinder.Bind(each.False, schema)))])),
    ];

    /// <summary>The files of a scan, by the columns that need not be read of them, and so not in their order; together where it is not worth while.</summary>
    public static IReadOnlyList<ImpliedFiles> Groups(ScanPlan plan, IReadOnlyList<ComparedColumn> compared)
    {
        ImpliedFiles whole = new(plan.Files, new Dictionary<int, string>());
        if (compared.Count == 0)
        {
            return [whole];
        }

        var columns = new ImpliedColumns(compared, plan.Schema);
        var groups = plan.Files.GroupBy(scan => columns.Outcomes(scan.File)).Select(files => new ImpliedFiles([.. files], columns.Constants(files.Key, files.First().File))).ToList();
        var rows = groups.Where(group => group.Constants.Count > 0).Sum(group => group.Files.Sum(scan => scan.File.RecordCount));
        return groups.Count == 1 || (groups.Count <= MaxScans && rows >= WorthRows) ? groups : [whole];
    }

    /// <summary>Returns the outcomes of each column's comparisons, T or F for all rows of the file; <c>?</c> for a column that has to be read.</summary>
    private string Outcomes(DataFile file) => string.Join(',', _columns.Select(column => Outcomes(column, file)));

    private string Outcomes(Column column, DataFile file)
    {
        var range = _ranges.RangeOf(column.Field, file);
        if (range is not { MayBeNull: false, Lower: { } lower } || !IsFinite(column.Field.Type, lower))
        {
            return "?";
        }

        var outcomes = new char[column.Comparisons.Count];
        for (var at = 0; at < outcomes.Length; at++)
        {
            var (isTrue, isFalse) = column.Comparisons[at];
            var (mayBeTrue, mayBeFalse) = (_ranges.MayMatch(isTrue, file), _ranges.MayMatch(isFalse, file));
            if (mayBeTrue == mayBeFalse)
            {
                return "?";
            }

            outcomes[at] = mayBeTrue ? 'T' : 'F';
        }

        return new string(outcomes);
    }

    // The engine makes no -infinity of a number of days or microseconds.
    private static bool IsFinite(IcebergType type, object value) => (type, value) switch
    {
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Date }, int day) => IsFinite(day * TimeSpan.MicrosecondsPerDay),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Timestamp or IcebergPrimitiveKind.TimestampTz }, long micros) => IsFinite(micros),
        _ => true,
    };

    private static bool IsFinite(long micros) => micros >= (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond && micros <= (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private Dictionary<int, string> Constants(string outcomes, DataFile file)
    {
        var constants = new Dictionary<int, string>();
        foreach (var (column, outcome) in _columns.Zip(outcomes.Split(',')))
        {
            if (outcome != "?")
            {
                // A bound that need not be a value of the file does as well: it is where the statistics imply all outcomes.
                constants.Add(column.Field.Id, EngineLiteral.Of(column.Field.Type, _ranges.RangeOf(column.Field, file).Lower, column.Field.Name));
            }
        }

        return constants;
    }

    private sealed record Column(NestedField Field, IReadOnlyList<(BoundPredicate True, BoundPredicate False)> Comparisons);
}

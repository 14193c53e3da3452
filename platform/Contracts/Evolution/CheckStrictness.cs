using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Whether a check lets through nothing that an earlier one on the same matter quarantined.</summary>
internal static class CheckStrictness
{
    /// <summary>Whether <paramref name="later"/> is known to be at least as strict. Patterns and queries cannot be compared.</summary>
    public static bool IsPreserved(QualityCheck earlier, QualityCheck later, DataProductDescriptor descriptor) =>
        (earlier.Severity == later.Severity || later.Severity == CheckSeverity.Error) && (earlier, later) switch
        {
            (QualityCheck.NotNull was, QualityCheck.NotNull becomes) => !was.Columns.Except(becomes.Columns, StringComparer.Ordinal).Any(),
            (QualityCheck.Unique, QualityCheck.Unique) => true,
            (QualityCheck.AcceptedValues was, QualityCheck.AcceptedValues becomes) => !becomes.Values.Except(was.Values, StringComparer.Ordinal).Any(),
            (QualityCheck.Range was, QualityCheck.Range becomes) => IsWithin(was, becomes, descriptor),
            (QualityCheck.RowCount was, QualityCheck.RowCount becomes) =>
                (was.Min is null || becomes.Min >= was.Min) && (was.Max is null || becomes.Max <= was.Max),
            (QualityCheck.Freshness was, QualityCheck.Freshness becomes) => becomes.MaxAge <= was.MaxAge,
            (QualityCheck.Completeness was, QualityCheck.Completeness becomes) =>
                Percentage.TryParse(was.Min, out var least) && Percentage.TryParse(becomes.Min, out var now) && now >= least,
            (QualityCheck.Referential was, QualityCheck.Referential becomes) => was.ToProduct == becomes.ToProduct && was.ToColumn == becomes.ToColumn,
            (QualityCheck.DistributionDrift was, QualityCheck.DistributionDrift becomes) => was.Snapshots == becomes.Snapshots && becomes.MaxDistance <= was.MaxDistance,
            (QualityCheck.Regex was, QualityCheck.Regex becomes) => was.Pattern == becomes.Pattern,
            (QualityCheck.Sql was, QualityCheck.Sql becomes) => was.Query == becomes.Query,
            _ => false,
        };

    private static bool IsWithin(QualityCheck.Range was, QualityCheck.Range becomes, DataProductDescriptor descriptor) =>
        descriptor.Schema.FirstOrDefault(column => column.Name == was.Column) is { } column
        && IsAtLeast(becomes.Min, was.Min, column.Type, 1)
        && IsAtLeast(becomes.Max, was.Max, column.Type, -1);

    private static bool IsAtLeast(string? bound, string? than, ColumnType type, int sign) =>
        than is null
        || (bound is not null
            && ColumnLiteral.TryParse(type, bound, out var value)
            && ColumnLiteral.TryParse(type, than, out var other)
            && value.CompareTo(other) * sign >= 0);
}

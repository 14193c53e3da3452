using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Conditions;
using MeshStarter.Platform.Iceberg.Expressions;

namespace MeshStarter.Lake.Retention;

/// <summary>Rows whose value in a column is before a moment: as a condition of a scan, and as SQL. A row without a value has no age, and stays.</summary>
/// <param name="Going">Rows that go.</param>
/// <param name="Staying">Rows that stay.</param>
/// <param name="Sql">The SQL of <paramref name="Going"/>.</param>
internal sealed record ExpiredRows(Predicate Going, Predicate Staying, string Sql)
{
    /// <summary>Rows of before a moment. A date is over when its day is, in UTC; a time without a zone counts as one of UTC.</summary>
    public static ExpiredRows Before(DateTimeOffset cutoff, ColumnDefinition column)
    {
        var utc = cutoff.UtcDateTime;
        object bound = column.Type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Date } => DateOnly.FromDateTime(utc),
            PrimitiveType { Kind: PrimitiveKind.TimestampNtz } => DateTime.SpecifyKind(utc, DateTimeKind.Unspecified),
            _ => cutoff,
        };
        return new ExpiredRows(
            Predicate.Less(column.Name, bound),
            Predicate.Or(Predicate.GreaterOrEqual(column.Name, bound), Predicate.IsNull(column.Name)),
            $"{SqlIdentifier.Quote(column.Name)} < {TimeBounds.Literal(bound)}");
    }
}

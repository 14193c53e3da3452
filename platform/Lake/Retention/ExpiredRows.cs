using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
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
        (object Value, string Sql) literal = column.Type switch
        {
            PrimitiveType { Kind: PrimitiveKind.Date } => (DateOnly.FromDateTime(utc), Text($"DATE '{utc:yyyy-MM-dd}'")),
            PrimitiveType { Kind: PrimitiveKind.TimestampNtz } => (DateTime.SpecifyKind(utc, DateTimeKind.Unspecified), Text($"TIMESTAMP '{utc:yyyy-MM-dd HH:mm:ss}'")),
            _ => (cutoff, Text($"TIMESTAMPTZ '{utc:yyyy-MM-dd HH:mm:ss}+00'")),
        };
        return new ExpiredRows(
            Predicate.Less(column.Name, literal.Value),
            Predicate.Or(Predicate.GreaterOrEqual(column.Name, literal.Value), Predicate.IsNull(column.Name)),
            $"{SqlIdentifier.Quote(column.Name)} < {literal.Sql}");
    }

    private static string Text(FormattableString sql) => sql.ToString(CultureInfo.InvariantCulture);
}

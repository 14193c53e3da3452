using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Quality;

/// <summary>The checks that look at one row at a time: a condition that is true of a row that breaks the check.</summary>
internal static class RowPredicate
{
    /// <summary>The condition; null for a check that needs more than one row.</summary>
    public static string? Of(QualityCheck check, DataProductDescriptor product) => check switch
    {
        QualityCheck.NotNull { Columns: var columns } => string.Join(" OR ", columns.Select(column => $"{SqlIdentifier.Quote(column)} IS NULL")),
        QualityCheck.AcceptedValues accepted => $"{SqlIdentifier.Quote(accepted.Column)} NOT IN ({string.Join(", ", accepted.Values.Select(value => Value(value, accepted.Column, product)))})",
        QualityCheck.Range range => string.Join(" OR ", Bounds(range, product)),
        QualityCheck.Regex regex => $"NOT regexp_matches({SqlIdentifier.Quote(regex.Column)}, {SqlText.Quote(regex.Pattern)})",
        _ => null,
    };

    /// <summary>Returns the reason to reject a row for which the condition is true.</summary>
    public static string Reason(QualityCheck check) => check switch
    {
        QualityCheck.NotNull { Columns: var columns } => $"no value in {string.Join(" or ", columns)}",
        QualityCheck.AcceptedValues accepted => $"{accepted.Column} is none of {string.Join(", ", accepted.Values)}",
        QualityCheck.Range range => $"{range.Column} is outside {range.Min ?? "…"} to {range.Max ?? "…"}",
        QualityCheck.Regex regex => $"{regex.Column} does not match {regex.Pattern}",
        _ => throw new ArgumentOutOfRangeException(nameof(check)),
    };

    // The engine sorts NaN above all numbers: as a value outside every range it is never below a bound by mistake.
    private static IEnumerable<string> Bounds(QualityCheck.Range range, DataProductDescriptor product)
    {
        var column = SqlIdentifier.Quote(range.Column);
        if (range.Min is { } min)
        {
            yield return $"{column} < {Value(min, range.Column, product)}";
        }

        if (range.Max is { } max)
        {
            yield return $"{column} > {Value(max, range.Column, product)}";
        }

        if (TypeOf(range.Column, product) is PrimitiveType { Kind: PrimitiveKind.Real or PrimitiveKind.Double })
        {
            yield return $"isnan({column})";
        }
    }

    private static string Value(string literal, string column, DataProductDescriptor product) =>
        $"CAST({SqlText.Quote(literal)} AS {TypeOf(column, product).ToDuckDb()})";

    private static ColumnType TypeOf(string column, DataProductDescriptor product) => product.Schema.First(c => c.Name == column).Type;
}

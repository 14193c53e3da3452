using MeshStarter.Contracts.Descriptors;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Lake.Conditions;

/// <summary>
/// A column that a query only compares with constants. Where all values of a file fare the same in every comparison, any of them means all, and
/// the engine need not read the column there (the residual of a condition, in Iceberg's words).
/// </summary>
/// <param name="FieldId">The column's id in the table's schema.</param>
/// <param name="Comparisons">The predicates of each comparison: of the rows that it may be true of, and of those that it may be false of.</param>
public sealed record ComparedColumn(int FieldId, IReadOnlyList<(Predicate True, Predicate False)> Comparisons)
{
    /// <summary>Finds such columns. Pure.</summary>
    /// <param name="condition">The query's condition on the product's rows.</param>
    /// <param name="uses">How often the query names a column so, wherever it does.</param>
    /// <param name="contract">The columns whose comparisons the reader may see implied by statistics: those that are not masked.</param>
    /// <param name="schema">The table's schema.</param>
    public static IReadOnlyList<ComparedColumn> Of(RowCondition condition, Func<string, int> uses, IReadOnlyList<ColumnDefinition> contract, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(uses);
        var columns = new List<ComparedColumn>();
        foreach (var tests in condition.Tests.GroupBy(test => PredicateColumn.Find(test.ColumnNames, contract, schema) is { IsInStruct: false } column ? column.Name : null))
        {
            // Two ends of BETWEEN are one use.
            if (tests.Key is { } name && schema.Fields.FirstOrDefault(field => field.Name == name) is { } field && HasOrder(field.Type)
                && tests.All(test => test.Place is not null && IsExact(test.Test)) && tests.DistinctBy(test => test.Place).Count() == uses(name))
            {
                columns.Add(new ComparedColumn(field.Id,
                    [.. tests.Select(test => (FileCondition.Of(test, contract, schema), FileCondition.Of(test with { Test = PredicateBinder.Opposite(test.Test) }, contract, schema)))]));
            }
        }

        return columns;
    }

    // Statistics of texts may be cut off, and a number with a fraction may be NaN.
    private static bool HasOrder(IcebergType type) => type is IcebergDecimal
        or IcebergPrimitive { Kind: IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Long or IcebergPrimitiveKind.Date or IcebergPrimitiveKind.Timestamp or IcebergPrimitiveKind.TimestampTz };

    // Only the beginning of a pattern is understood, which does not show where the pattern does not match.
    private static bool IsExact(PredicateTest test) => test is not (PredicateTest.StartsWith or PredicateTest.NotStartsWith);
}

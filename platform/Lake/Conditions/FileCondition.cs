using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake.Conditions;

/// <summary>
/// Says by which condition files of a product's table may be left out: one that every row fulfils that a query's condition is true of.
/// The query still holds each row against its own; here a value only has to lie where the engine would see it, so whatever the engine
/// compares in ways of its own is left alone. Pure.
/// </summary>
public static class FileCondition
{
    // Each is validated against each file.
    private const int MaxUses = 50;

    /// <summary>The condition on files whose rows are read in several places.</summary>
    /// <param name="uses">The conditions of each use.</param>
    /// <param name="contract">The columns that are seen.</param>
    /// <param name="schema">The table's.</param>
    public static Predicate Of(IReadOnlyList<RowCondition> uses, IReadOnlyList<ColumnDefinition> contract, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(uses);
        return uses.Count > MaxUses ? Predicate.True : Predicate.Or([.. uses.Select(use => Of(use, contract, schema))]);
    }

    /// <summary>The condition on files.</summary>
    /// <param name="condition">The query's condition on the product's rows.</param>
    /// <param name="contract">The columns that the query sees.</param>
    /// <param name="schema">The table's.</param>
    public static Predicate Of(RowCondition condition, IReadOnlyList<ColumnDefinition> contract, TableSchema schema) => condition switch
    {
        AllConditions all => Predicate.And([.. all.Conditions.Select(each => Of(each, contract, schema))]),
        AnyCondition any => Predicate.Or([.. any.Conditions.Select(each => Of(each, contract, schema))]),
        ColumnCondition column => Of(column, contract, schema),
        _ => Predicate.True,
    };

    private static Predicate Of(ColumnCondition condition, IReadOnlyList<ColumnDefinition> contract, TableSchema schema)
    {
        // As the engine compares names: only A-Z and a-z are the same letter.
        var named = contract.Where(column => Ascii.EqualsIgnoreCase(column.Name, condition.Column)).Take(2).ToList();
        if (named is not [{ } column] || schema.FindField(column.Name) is not { } field || !IsSame(column.Type, field.Type))
        {
            return Predicate.True;
        }

        // Constants of several types are brought together by the engine: with one that is not understood none is.
        return condition.AllConstants.All(value => ComparedValue.Of(column.Type, value, condition.AllConstants) is not null)
            ? Of(column, condition.Test, [.. condition.Values.Select(value => ComparedValue.Of(column.Type, value, condition.AllConstants)!)])
            : Predicate.True;
    }

    private static Predicate Of(ColumnDefinition column, PredicateTest test, IReadOnlyList<ComparedValue> values)
    {
        var name = column.Name;
        return test switch
        {
            PredicateTest.IsNull => Predicate.IsNull(name),
            PredicateTest.NotNull => Predicate.NotNull(name),
            PredicateTest.IsNaN when IsFloating(column.Type) => Predicate.IsNaN(name),
            PredicateTest.NotNaN when IsFloating(column.Type) => Predicate.Not(Predicate.IsNaN(name)),
            PredicateTest.Equal => Equal(values[0]),
            PredicateTest.In => Predicate.Or([.. values.Select(Equal)]),
            PredicateTest.NotEqual or PredicateTest.NotIn => Predicate.And([.. values.Select(Differs)]),
            PredicateTest.Less => Predicate.Less(name, values[0].High),
            PredicateTest.LessOrEqual => Predicate.LessOrEqual(name, values[0].High),
            PredicateTest.Greater => Predicate.Greater(name, values[0].Low),
            PredicateTest.GreaterOrEqual => Predicate.GreaterOrEqual(name, values[0].Low),
            PredicateTest.StartsWith when values[0].Low is string prefix => Predicate.StartsWith(name, prefix),
            PredicateTest.NotStartsWith when values[0].Low is string prefix => Predicate.Not(Predicate.StartsWith(name, prefix)),
            _ => Predicate.True,
        };

        Predicate Equal(ComparedValue value) => value.IsExact
            ? Predicate.Equal(name, value.Low)
            : Predicate.And(Predicate.GreaterOrEqual(name, value.Low), Predicate.LessOrEqual(name, value.High));

        Predicate Differs(ComparedValue value) => value.IsExact ? Predicate.NotEqual(name, value.Low) : Predicate.NotNull(name);
    }

    // As the contract has it, so that the view's cast changes nothing.
    private static bool IsSame(ColumnType type, IcebergType stored) => (type, stored) switch
    {
        (DecimalType exact, IcebergDecimal narrower) => exact.Scale == narrower.Scale && exact.Precision >= narrower.Precision,
        (PrimitiveType { Kind: var kind }, IcebergPrimitive { Kind: var primitive }) => (kind, primitive) is
            (PrimitiveKind.Boolean, IcebergPrimitiveKind.Boolean) or (PrimitiveKind.Integer, IcebergPrimitiveKind.Int) or (PrimitiveKind.BigInt, IcebergPrimitiveKind.Long)
            or (PrimitiveKind.Real, IcebergPrimitiveKind.Float) or (PrimitiveKind.Double, IcebergPrimitiveKind.Double) or (PrimitiveKind.String, IcebergPrimitiveKind.String)
            or (PrimitiveKind.Uuid, IcebergPrimitiveKind.Uuid) or (PrimitiveKind.Date, IcebergPrimitiveKind.Date) or (PrimitiveKind.Time, IcebergPrimitiveKind.Time)
            or (PrimitiveKind.Timestamp, IcebergPrimitiveKind.TimestampTz) or (PrimitiveKind.TimestampNtz, IcebergPrimitiveKind.Timestamp) or (PrimitiveKind.Binary, IcebergPrimitiveKind.Binary),
        _ => false,
    };

    private static bool IsFloating(ColumnType type) => type is PrimitiveType { Kind: PrimitiveKind.Real or PrimitiveKind.Double };
}

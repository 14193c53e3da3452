using System.Text;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Sql.Conditions;

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

    /// <summary>The predicate of one test; <see cref="Predicate.True"/> where it is not certain what the engine makes of it.</summary>
    internal static Predicate Of(ColumnCondition condition, IReadOnlyList<ColumnDefinition> contract, TableSchema schema)
    {
        // The engine takes one of two columns that the names may mean; which one is not known here.
        if (condition is { MayBeginWithTable: true, MayBeginWithColumn: true } && (contract.Any(IsFirst) || schema.Fields.Any(field => Ascii.EqualsIgnoreCase(field.Name, condition.Names[0]))))
        {
            return Predicate.True;
        }

        if (PredicateColumn.Find(condition.ColumnNames, contract, schema) is not { } column)
        {
            return Predicate.True;
        }

        // Constants of several types are brought together by the engine: with one that is not understood none is.
        return condition.AllConstants.All(value => ComparedValue.Of(column.Type, value, condition.AllConstants) is not null)
            ? Of(column, condition.Test, [.. condition.Values.Select(value => ComparedValue.Of(column.Type, value, condition.AllConstants)!)])
            : Predicate.True;

        bool IsFirst(ColumnDefinition each) => Ascii.EqualsIgnoreCase(each.Name, condition.Names[0]);
    }

    private static Predicate Of(PredicateColumn column, PredicateTest test, IReadOnlyList<ComparedValue> values)
    {
        var name = column.Name;
        return test switch
        {
            // Writers differ in whether they count the fields of a struct that is null.
            PredicateTest.IsNull => column.IsInStruct ? Predicate.True : Predicate.IsNull(name),
            PredicateTest.NotNull => Predicate.NotNull(name),
            PredicateTest.IsNaN when IsFloating(column.Type) => Predicate.IsNaN(name),
            PredicateTest.NotNaN when IsFloating(column.Type) => Predicate.Not(Predicate.IsNaN(name)),
            PredicateTest.Equal => Equal(values[0]),
            PredicateTest.In => Predicate.Or([.. values.Select(Equal)]),
            PredicateTest.NotEqual or PredicateTest.NotIn => Predicate.And([.. values.Select(Differs)]),
            PredicateTest.Less => values[0].High is { } high ? OrNaN(Predicate.Less(name, high)) : Predicate.NotNull(name),
            PredicateTest.LessOrEqual => values[0].High is { } high ? OrNaN(Predicate.LessOrEqual(name, high)) : Predicate.NotNull(name),
            PredicateTest.Greater => Predicate.Greater(name, values[0].Low),
            PredicateTest.GreaterOrEqual => Predicate.GreaterOrEqual(name, values[0].Low),
            PredicateTest.StartsWith when values[0].Low is string prefix => Predicate.StartsWith(name, prefix),
            PredicateTest.NotStartsWith when values[0].Low is string prefix => Predicate.Not(Predicate.StartsWith(name, prefix)),
            _ => Predicate.True,
        };

        Predicate Equal(ComparedValue value) => value.IsExact
            ? Predicate.Equal(name, value.Low)
            : Predicate.And(Predicate.GreaterOrEqual(name, value.Low), value.High is { } high ? Predicate.LessOrEqual(name, high) : Predicate.True);

        // NOT (ratio > 5) is true of NaN, and arrives as ratio <= 5.
        Predicate OrNaN(Predicate less) => IsFloating(column.Type) ? Predicate.Or(less, Predicate.IsNaN(name)) : less;

        Predicate Differs(ComparedValue value) => value.IsExact ? Predicate.NotEqual(name, value.Low) : Predicate.NotNull(name);
    }

    private static bool IsFloating(ColumnType type) => type is PrimitiveType { Forms.IsFloating: true };
}

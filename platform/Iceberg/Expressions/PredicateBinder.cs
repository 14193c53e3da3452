using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>Finds a condition's columns in a schema and makes its values theirs.</summary>
internal static class PredicateBinder
{
    // As deep as a condition that a person or a tool writes may ever be, and no deeper than the stack.
    private const int MaxDepth = 100;

    /// <summary>Binds a condition.</summary>
    /// <exception cref="IcebergException">The schema has no such column, or a value is not of its column's type; the message says which.</exception>
    public static BoundPredicate Bind(Predicate predicate, TableSchema schema) => Bind(predicate, schema, isNegated: false, depth: 0);

    private static BoundPredicate Bind(Predicate predicate, TableSchema schema, bool isNegated, int depth) => depth > MaxDepth
        ? throw new IcebergException($"A condition is nested deeper than {MaxDepth} levels.")
        : (predicate, isNegated) switch
        {
            (NotPredicate not, _) => Bind(not.Condition, schema, !isNegated, depth + 1),
            (AllPredicate all, false) => BoundPredicate.And(all.Conditions.Select(condition => Bind(condition, schema, isNegated, depth + 1))),
            (AllPredicate all, true) => BoundPredicate.Or(all.Conditions.Select(condition => Bind(condition, schema, isNegated, depth + 1))),
            (AnyPredicate any, false) => BoundPredicate.Or(any.Conditions.Select(condition => Bind(condition, schema, isNegated, depth + 1))),
            (AnyPredicate any, true) => BoundPredicate.And(any.Conditions.Select(condition => Bind(condition, schema, isNegated, depth + 1))),
            (ColumnPredicate column, _) => Bind(column, schema, isNegated ? Opposite(column.Test) : column.Test),
            _ => throw new IcebergException($"A condition of kind {predicate.GetType().Name} is not known here."),
        };

    private static BoundPredicate Bind(ColumnPredicate predicate, TableSchema schema, PredicateTest test)
    {
        var field = schema.FindField(predicate.Column)
            ?? throw new IcebergException($"The table has no column {predicate.Column}; it has {string.Join(", ", schema.Fields.Select(column => column.Name))}.");
        for (var parent = schema.FindParent(field.Id); parent is not null; parent = schema.FindParent(parent.Id))
        {
            if (parent.Type is not IcebergStruct)
            {
                throw new IcebergException($"{predicate.Column} is in the list or map {parent.Name}: a row has many of it, and none can be compared with a value.");
            }
        }

        return test switch
        {
            PredicateTest.IsNull or PredicateTest.NotNull => new BoundTest(field.Id, field.Type, test, []),
            PredicateTest.IsNaN or PredicateTest.NotNaN => IsFloating(field.Type) ? new BoundTest(field.Id, field.Type, test, []) : throw Misfit(predicate, field, "only a float or double can be NaN"),
            PredicateTest.StartsWith or PredicateTest.NotStartsWith => Begins(predicate, field, test),
            _ => predicate.Values.Count == 1 ? Compared(predicate, field, test, predicate.Values[0]) : throw Misfit(predicate, field, $"it takes one value, not {predicate.Values.Count}"),
        };
    }

    private static BoundPredicate Compared(ColumnPredicate predicate, NestedField field, PredicateTest test, object value)
    {
        var literal = ColumnLiteral.Of(field.Type, value) ?? throw Misfit(predicate, field, $"a {value?.GetType().Name ?? "null"} is no value of it");
        var notNull = new BoundTest(field.Id, field.Type, PredicateTest.NotNull, []);
        return (literal.Fit, test) switch
        {
            (LiteralFit.Exact, _) => Test(test),
            (LiteralFit.Near, PredicateTest.Equal) => Test(test),
            (LiteralFit.Near, PredicateTest.Less or PredicateTest.LessOrEqual) => Test(PredicateTest.LessOrEqual),
            (LiteralFit.Near, PredicateTest.Greater or PredicateTest.GreaterOrEqual) => Test(PredicateTest.GreaterOrEqual),
            (_, PredicateTest.NotEqual) => notNull,
            (LiteralFit.Between, PredicateTest.Less or PredicateTest.LessOrEqual) => Test(PredicateTest.LessOrEqual),
            (LiteralFit.Between, PredicateTest.Greater or PredicateTest.GreaterOrEqual) => Test(PredicateTest.Greater),
            (LiteralFit.Above, PredicateTest.Less or PredicateTest.LessOrEqual) => notNull,
            (LiteralFit.Below, PredicateTest.Greater or PredicateTest.GreaterOrEqual) => notNull,
            _ => BoundPredicate.False,
        };

        BoundTest Test(PredicateTest bound) => new(field.Id, field.Type, bound, [literal.Value!]);
    }

    private static BoundTest Begins(ColumnPredicate predicate, NestedField field, PredicateTest test) =>
        (field.Type, predicate.Values) switch
        {
            (IcebergPrimitive { Kind: IcebergPrimitiveKind.String }, [string]) or (IcebergPrimitive { Kind: IcebergPrimitiveKind.Binary }, [byte[]]) => new BoundTest(field.Id, field.Type, test, predicate.Values),
            _ => throw Misfit(predicate, field, "only a text can be compared with a prefix"),
        };

    /// <summary>The test that is true where another is false; of null neither is, the IS tests aside.</summary>
    public static PredicateTest Opposite(PredicateTest test) => test switch
    {
        PredicateTest.IsNull => PredicateTest.NotNull,
        PredicateTest.NotNull => PredicateTest.IsNull,
        PredicateTest.IsNaN => PredicateTest.NotNaN,
        PredicateTest.NotNaN => PredicateTest.IsNaN,
        PredicateTest.Equal => PredicateTest.NotEqual,
        PredicateTest.NotEqual => PredicateTest.Equal,
        PredicateTest.Less => PredicateTest.GreaterOrEqual,
        PredicateTest.LessOrEqual => PredicateTest.Greater,
        PredicateTest.Greater => PredicateTest.LessOrEqual,
        PredicateTest.GreaterOrEqual => PredicateTest.Less,
        PredicateTest.In => PredicateTest.NotIn,
        PredicateTest.NotIn => PredicateTest.In,
        PredicateTest.StartsWith => PredicateTest.NotStartsWith,
        _ => PredicateTest.StartsWith,
    };

    private static bool IsFloating(IcebergType type) => type is IcebergPrimitive { Kind: IcebergPrimitiveKind.Float or IcebergPrimitiveKind.Double };

    private static IcebergException Misfit(ColumnPredicate predicate, NestedField field, string why) =>
        new($"Column {predicate.Column} is of type {field.Type}: {why} ({predicate.Test}).");
}

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>
/// A condition on a table's rows, by which a scan leaves out what cannot fulfil it. A scan may still bring rows that do not: the reader
/// reads them applies the condition itself.
/// </summary>
/// <remarks>
/// Values are what .NET has for a column's type: bool, whole numbers, float, double, decimal, <see cref="Int128"/>, string, Guid,
/// DateOnly, TimeOnly, DateTime for <c>timestamp</c>, DateTimeOffset for <c>timestamptz</c>, byte[]. As in the engine, NaN equals
/// itself and is greater than every number.
/// </remarks>
public abstract record Predicate
{
    private protected Predicate()
    {
    }

    /// <summary>Every row.</summary>
    public static Predicate True { get; } = new AllPredicate([]);

    /// <summary>Rows that fulfil every one of the conditions.</summary>
    public static Predicate And(params IReadOnlyList<Predicate> all) => new AllPredicate(all);

    /// <summary>Rows that fulfil one of the conditions.</summary>
    public static Predicate Or(params IReadOnlyList<Predicate> any) => new AnyPredicate(any);

    /// <summary>Rows for which a condition is false; one for which it is neither true nor false, as a null makes it, is none.</summary>
    public static Predicate Not(Predicate condition) => new NotPredicate(condition);

    /// <summary>Rows whose column is equal to a value.</summary>
    public static Predicate Equal(string column, object value) => new ColumnPredicate(column, PredicateTest.Equal, [value]);

    /// <summary>Rows whose column is not equal to a value.</summary>
    public static Predicate NotEqual(string column, object value) => new ColumnPredicate(column, PredicateTest.NotEqual, [value]);

    /// <summary>Rows whose column is less than a value.</summary>
    public static Predicate Less(string column, object value) => new ColumnPredicate(column, PredicateTest.Less, [value]);

    /// <summary>Rows whose column is at most a value.</summary>
    public static Predicate LessOrEqual(string column, object value) => new ColumnPredicate(column, PredicateTest.LessOrEqual, [value]);

    /// <summary>Rows whose column is greater than a value.</summary>
    public static Predicate Greater(string column, object value) => new ColumnPredicate(column, PredicateTest.Greater, [value]);

    /// <summary>Rows whose column is at least a value.</summary>
    public static Predicate GreaterOrEqual(string column, object value) => new ColumnPredicate(column, PredicateTest.GreaterOrEqual, [value]);

    /// <summary>Rows whose column is null.</summary>
    public static Predicate IsNull(string column) => new ColumnPredicate(column, PredicateTest.IsNull, []);

    /// <summary>Rows whose column is not null.</summary>
    public static Predicate NotNull(string column) => new ColumnPredicate(column, PredicateTest.NotNull, []);

    /// <summary>Rows whose column is NaN.</summary>
    public static Predicate IsNaN(string column) => new ColumnPredicate(column, PredicateTest.IsNaN, []);

    /// <summary>Rows whose column begins with a text.</summary>
    public static Predicate StartsWith(string column, string prefix) => new ColumnPredicate(column, PredicateTest.StartsWith, [prefix]);
}

/// <summary>Every one of some conditions; of none, always true.</summary>
public sealed record AllPredicate(IReadOnlyList<Predicate> Conditions) : Predicate;

/// <summary>One of some conditions; of none, never true.</summary>
public sealed record AnyPredicate(IReadOnlyList<Predicate> Conditions) : Predicate;

/// <summary>The opposite of a condition.</summary>
public sealed record NotPredicate(Predicate Condition) : Predicate;

/// <summary>A test of one column.</summary>
/// <param name="Column">The column's full name, such as <c>address.city</c>.</param>
/// <param name="Test">The test.</param>
/// <param name="Values">The values to compare with: one, none for the IS tests.</param>
public sealed record ColumnPredicate(string Column, PredicateTest Test, IReadOnlyList<object> Values) : Predicate;

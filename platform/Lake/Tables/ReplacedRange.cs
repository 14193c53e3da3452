using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Conditions;
using MeshStarter.Platform.Iceberg.Expressions;

namespace MeshStarter.Lake.Tables;

/// <summary>The rows of a table that a whole batch replaces: those whose column is between two values, or all of them.</summary>
public sealed record ReplacedRange
{
    private ReplacedRange(string condition, Predicate pushedDown, IReadOnlyList<QualityCheck> checks) => (Condition, PushedDown, Checks) = (condition, pushedDown, checks);

    /// <summary>All rows of the table.</summary>
    public static ReplacedRange All { get; } = new("true", Predicate.True, []);

    /// <summary>The condition of the engine's SQL that is true of a row in the range.</summary>
    internal string Condition { get; }

    /// <summary>The condition by which files without such rows are left out.</summary>
    internal Predicate PushedDown { get; }

    /// <summary>The checks that quarantine a batch with a row outside of the range.</summary>
    internal IReadOnlyList<QualityCheck> Checks { get; }

    /// <summary>Returns the rows whose column is at least a value and less than another.</summary>
    /// <param name="schema">The product's columns.</param>
    /// <param name="column">A column of type DATE, TIMESTAMP or TIMESTAMP_NTZ.</param>
    /// <param name="from">The first value in the range: a <see cref="DateOnly"/>, <see cref="DateTimeOffset"/> or <see cref="DateTime"/>, as the column's type says.</param>
    /// <param name="to">The first value after the range, of the same type.</param>
    /// <exception cref="ArgumentException">There is no such column, the values are not of its type, or the range is empty.</exception>
    public static ReplacedRange Of(IReadOnlyList<ColumnDefinition> schema, string column, object from, object to)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var type = schema.FirstOrDefault(each => each.Name == column)?.Type
            ?? throw new ArgumentException($"The contract has no column {column}; its columns are {string.Join(", ", schema.Select(each => each.Name))}.", nameof(column));
        var (first, last) = (type, from, to) switch
        {
            (PrimitiveType { Kind: PrimitiveKind.Date }, DateOnly begin, DateOnly after) when begin < after => (CanonicalText.Of(begin), CanonicalText.Of(after.AddDays(-1))),
            (PrimitiveType { Kind: PrimitiveKind.Timestamp }, DateTimeOffset begin, DateTimeOffset after) when begin < after => (CanonicalText.Of(begin), CanonicalText.Of(after.AddMicroseconds(-1))),
            (PrimitiveType { Kind: PrimitiveKind.TimestampNtz }, DateTime begin, DateTime after) when begin < after => (CanonicalText.Of(begin), CanonicalText.Of(after.AddMicroseconds(-1))),
            (PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz }, _, _) when from.GetType() == to.GetType() && Comparer<object>.Default.Compare(from, to) >= 0 =>
                throw new ArgumentException($"The range of {column} ends before it begins.", nameof(to)),
            _ => throw new ArgumentException(
                $"{column} is {type}; a range is of a DATE by DateOnly, of a TIMESTAMP by DateTimeOffset, or of a TIMESTAMP_NTZ by DateTime, and not of {from.GetType().Name} and {to.GetType().Name}.", nameof(from)),
        };
        return new ReplacedRange(
            $"({TimeBounds.Within(column, from, to)})",
            Predicate.And(Predicate.GreaterOrEqual(column, from), Predicate.Less(column, to)),
            [new NotNullCheck([column]), new RangeCheck(column, first, last)]);
    }
}

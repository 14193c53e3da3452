using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>
/// A condition with its columns found and its values made theirs; nothing in it is negated. The columns are those of a schema, or the
/// fields of a partition spec.
/// </summary>
internal abstract record BoundPredicate
{
    public static BoundPredicate True { get; } = new BoundAll([]);

    public static BoundPredicate False { get; } = new BoundAny([]);

    public bool IsTrue => this is BoundAll { Conditions.Count: 0 };

    /// <summary>Every condition.</summary>
    public static BoundPredicate And(IEnumerable<BoundPredicate> conditions)
    {
        var all = conditions.Where(condition => !condition.IsTrue).ToList();
        return all.Any(condition => condition is BoundAny { Conditions.Count: 0 }) ? False : all.Count == 1 ? all[0] : new BoundAll(all);
    }

    /// <summary>One of the conditions.</summary>
    public static BoundPredicate Or(IEnumerable<BoundPredicate> conditions)
    {
        var any = conditions.Where(condition => condition is not BoundAny { Conditions.Count: 0 }).ToList();
        return any.Any(condition => condition.IsTrue) ? True : any.Count == 1 ? any[0] : new BoundAny(any);
    }

    /// <summary>Whether some row may fulfil the condition, as far as is known of the rows.</summary>
    public abstract bool MayMatch(IRangeSource rows);
}

internal sealed record BoundAll(IReadOnlyList<BoundPredicate> Conditions) : BoundPredicate
{
    public override bool MayMatch(IRangeSource rows)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.MayMatch(rows))
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed record BoundAny(IReadOnlyList<BoundPredicate> Conditions) : BoundPredicate
{
    public override bool MayMatch(IRangeSource rows)
    {
        foreach (var condition in Conditions)
        {
            if (condition.MayMatch(rows))
            {
                return true;
            }
        }

        return false;
    }
}

/// <param name="Reference">The column's field id, or the partition field's place in its spec.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Test">The test.</param>
/// <param name="Values">The values to compare with (see <see cref="SingleValue"/>).</param>
internal sealed record BoundTest(int Reference, IcebergType Type, PredicateTest Test, IReadOnlyList<object> Values) : BoundPredicate
{
    public override bool MayMatch(IRangeSource rows) => rows.RangeOf(Reference, Type).MayMatch(Test, Values);
}

/// <summary>Supplies the value ranges of some rows' columns.</summary>
internal interface IRangeSource
{
    ValueRange RangeOf(int reference, IcebergType type);
}

using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>
/// Makes of a condition on rows one on their partitions: whatever partition has a row that fulfils the first fulfils the second
/// (specification, "Scan Planning": inclusive projection). A transform that is not known here says nothing.
/// </summary>
internal static class PartitionProjection
{
    /// <summary>Projects a condition.</summary>
    /// <param name="predicate">On the columns of a schema.</param>
    /// <param name="spec">The spec of the files.</param>
    /// <param name="types">The types of its fields.</param>
    /// <returns>A condition on the spec's fields, by their places.</returns>
    public static BoundPredicate Of(BoundPredicate predicate, PartitionSpec spec, IcebergStruct types) => predicate switch
    {
        BoundAll all => BoundPredicate.And(all.Conditions.Select(condition => Of(condition, spec, types))),
        BoundAny any => BoundPredicate.Or(any.Conditions.Select(condition => Of(condition, spec, types))),
        BoundTest test => BoundPredicate.And(spec.Fields.Select((field, at) => (field, at))
            .Where(part => part.field.SourceId == test.Reference && part.field.AllSourceIds is null or { Count: 1 })
            .Select(part => Of(test, part.field.Transform, part.at, types.Fields[part.at].Type))),
        _ => BoundPredicate.True,
    };

    private static BoundPredicate Of(BoundTest test, Transform transform, int at, IcebergType type)
    {
        if (transform is VoidTransform or UnknownTransform || !transform.Accepts(test.Type))
        {
            return BoundPredicate.True;
        }

        return test.Test switch
        {
            // All other transforms keep null null, and nothing else.
            PredicateTest.IsNull or PredicateTest.NotNull => new BoundTest(at, type, test.Test, []),
            _ when transform is IdentityTransform => test with { Reference = at, Type = type },
            PredicateTest.Equal => EqualTo(test.Values),
            _ when transform is BucketTransform => BoundPredicate.True,
            PredicateTest.Less => AtMost(Neighbour.Below(test.Values[0])),
            PredicateTest.LessOrEqual => AtMost(test.Values[0]),
            PredicateTest.Greater => AtLeast(Neighbour.Above(test.Values[0])),
            PredicateTest.GreaterOrEqual => AtLeast(test.Values[0]),
            PredicateTest.StartsWith or PredicateTest.NotStartsWith when transform is TruncateTransform truncate => Begins(truncate.Width),
            _ => BoundPredicate.True,
        };

        object Apply(object value) => transform.Apply(test.Type, value)!;

        BoundPredicate EqualTo(IReadOnlyList<object> values) =>
            new BoundTest(at, type, PredicateTest.In, [.. values.SelectMany(WithNarrow).SelectMany(value => WithOldRounding(transform, value))]);

        // A file that was written when the column was an int has the multiple of an int.
        object[] WithNarrow(object value) => transform is TruncateTransform && value is long and >= int.MinValue and <= int.MaxValue
            ? [Apply(value), Narrow((int)(long)value)]
            : [Apply(value)];

        object Narrow(int value) => (long)(int)transform.Apply(new IcebergPrimitive(IcebergPrimitiveKind.Int), value)!;

        // The smallest whole numbers have no multiple of the width below them: theirs wraps around to the greatest.
        BoundPredicate AtMost(object value)
        {
            var highest = WithOldRounding(transform, Apply(value)).Last();
            var atMost = new BoundTest(at, type, PredicateTest.LessOrEqual, [highest]);
            return Wrapped() is { Count: > 0 } wrapped ? BoundPredicate.Or([atMost, new BoundTest(at, type, PredicateTest.In, wrapped)]) : atMost;
        }

        BoundPredicate AtLeast(object value)
        {
            var lowest = Apply(value);
            return Wrapped().Contains(lowest) ? BoundPredicate.True : new BoundTest(at, type, PredicateTest.GreaterOrEqual, [lowest]);
        }

        IReadOnlyList<object> Wrapped() => (transform, test.Type) switch
        {
            (TruncateTransform, IcebergPrimitive { Kind: IcebergPrimitiveKind.Int }) => [.. new[] { Apply(int.MinValue) }.Where(static least => least is > 0)],
            (TruncateTransform, IcebergPrimitive { Kind: IcebergPrimitiveKind.Long }) => [.. new[] { Apply(long.MinValue), Narrow(int.MinValue) }.Where(static least => least is > 0L)],
            _ => [],
        };

        BoundPredicate Begins(int width)
        {
            var length = test.Values[0] is string text ? Prefixes.CodePoints(text) : ((byte[])test.Values[0]).Length;
            var isPositive = test.Test == PredicateTest.StartsWith;
            return (length.CompareTo(width), isPositive) switch
            {
                ( < 0, _) => test with { Reference = at, Type = type },
                (0, _) => new BoundTest(at, type, isPositive ? PredicateTest.Equal : PredicateTest.NotEqual, test.Values),
                (_, true) => new BoundTest(at, type, PredicateTest.Equal, [Apply(test.Values[0])]),
                _ => BoundPredicate.True,
            };
        }
    }

    // Writers of the format's first years rounded times before 1970 towards 1970: their partitions are one later.
    private static object[] WithOldRounding(Transform transform, object value) =>
        transform is CalendarTransform && value is int and < 0 ? [value, (int)value + 1] : [value];
}

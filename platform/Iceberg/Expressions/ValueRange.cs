using System.Runtime.InteropServices;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>The range of one column's values in some rows.</summary>
/// <param name="MayBeNull">Whether one may be null.</param>
/// <param name="MayBeNaN">Whether one may be NaN.</param>
/// <param name="MayBeValue">Whether one may be neither.</param>
/// <param name="Lower">Something that none of the latter is below; null when not known.</param>
/// <param name="Upper">Something that none of the latter is above; null when not known.</param>
/// <param name="IsSingle">Whether all of the latter are equal to both.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ValueRange(bool MayBeNull, bool MayBeNaN, bool MayBeValue, object? Lower, object? Upper, bool IsSingle = false)
{
    /// <summary>Nothing is known.</summary>
    public static ValueRange Unknown { get; } = new(true, true, true, null, null);

    /// <summary>Whether a value of the range may pass a test.</summary>
    public bool MayMatch(PredicateTest test, IReadOnlyList<object> values) => test switch
    {
        PredicateTest.IsNull => MayBeNull,
        PredicateTest.NotNull => MayBeValue || MayBeNaN,
        PredicateTest.IsNaN => MayBeNaN,
        PredicateTest.NotNaN => MayBeValue,
        PredicateTest.Equal => MayEqual(values[0]),
        PredicateTest.In => MayEqualOne(values),
        PredicateTest.NotEqual => MayDiffer(values[0]),
        // There are files of writers that ordered UUIDs as signed numbers.
        >= PredicateTest.Less and <= PredicateTest.GreaterOrEqual when values[0] is Guid => MayBeValue,
        PredicateTest.Less => MayBeValue && (IsNaN(values[0]) || IsBelow(Lower, values[0], orEqual: false)),
        PredicateTest.LessOrEqual => IsNaN(values[0]) ? MayBeValue || MayBeNaN : MayBeValue && IsBelow(Lower, values[0], orEqual: true),
        PredicateTest.Greater => !IsNaN(values[0]) && (MayBeNaN || (MayBeValue && IsAbove(Upper, values[0], orEqual: false))),
        PredicateTest.GreaterOrEqual => MayBeNaN || (!IsNaN(values[0]) && MayBeValue && IsAbove(Upper, values[0], orEqual: true)),
        PredicateTest.StartsWith => MayBeValue && IsWithin(values[0], Prefixes.Cut(Lower, values[0]), Prefixes.Cut(Upper, values[0])),
        // A text between two texts with the same prefix has that prefix too.
        PredicateTest.NotStartsWith => MayBeValue && !(Prefixes.BeginsWith(Lower, values[0]) && Prefixes.BeginsWith(Upper, values[0])),
        _ => true,
    };

    private bool MayEqual(object value) => IsNaN(value) ? MayBeNaN : MayBeValue && IsWithin(value, Lower, Upper);

    private bool MayEqualOne(IReadOnlyList<object> values)
    {
        foreach (var value in values)
        {
            if (MayEqual(value))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayDiffer(object value) => IsNaN(value) ? MayBeValue : MayBeNaN || (MayBeValue && !(IsSingle && MayEqual(value)));

    private static bool IsWithin(object value, object? lower, object? upper) =>
        (IsBelow(lower, value, orEqual: true) && IsAbove(upper, value, orEqual: true))
        // As above: what is outside must be so in both orders.
        || (value is Guid id && lower is Guid low && upper is Guid high && Signed(low) <= Signed(id) && Signed(id) <= Signed(high));

    private static bool IsBelow(object? lower, object value, bool orEqual) =>
        lower is null || (ValueOrder.Instance.Compare(Plain(lower), Plain(value)) is var order && (order < 0 || (orEqual && order == 0)));

    private static bool IsAbove(object? upper, object value, bool orEqual) =>
        upper is null || (ValueOrder.Instance.Compare(Plain(upper), Plain(value)) is var order && (order > 0 || (orEqual && order == 0)));

    // To SQL -0.0 equals 0.0.
    private static object Plain(object value) => value switch
    {
        0d => 0d,
        0f => 0f,
        _ => value,
    };

    private static bool IsNaN(object value) => value is double.NaN or float.NaN;

    private static Int128 Signed(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(bytes);
    }
}

namespace MeshStarter.Platform.Iceberg.Values;

/// <summary>
/// The values by which one file's rows are the same: one for each field of its partition spec, null where the rows have none. Two are
/// equal when they are of one spec and their values are, floats bit by bit but for NaN (specification, "Scan Planning").
/// </summary>
public sealed class PartitionTuple : IEquatable<PartitionTuple>
{
    private readonly int _hash;

    /// <summary>Makes the tuple.</summary>
    /// <param name="specId">The spec of the file.</param>
    /// <param name="values">A value for each field, in the spec's order (see <see cref="SingleValue"/>).</param>
    public PartitionTuple(int specId, IReadOnlyList<object?> values)
    {
        SpecId = specId;
        Values = values;
        _hash = values.Aggregate(specId, static (hash, value) => HashCode.Combine(hash, HashOf(value)));
    }

    /// <summary>The tuple of a file that is not partitioned.</summary>
    public static PartitionTuple Unpartitioned { get; } = new(0, []);

    /// <summary>The spec that the fields are of.</summary>
    public int SpecId { get; }

    /// <summary>A value for each field of the spec.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <inheritdoc/>
    public bool Equals(PartitionTuple? other)
    {
        if (other is null || SpecId != other.SpecId || _hash != other._hash || Values.Count != other.Values.Count)
        {
            return false;
        }

        for (var at = 0; at < Values.Count; at++)
        {
            if (!AreEqual(Values[at], other.Values[at]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PartitionTuple);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    private static bool AreEqual(object? x, object? y) => (x, y) switch
    {
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (float a, float b) => Bits(a) == Bits(b),
        (double a, double b) => Bits(a) == Bits(b),
        _ => Equals(x, y),
    };

    private static int HashOf(object? value) => value switch
    {
        null => 0,
        byte[] bytes => Murmur3.Hash(bytes),
        float number => Bits(number).GetHashCode(),
        double number => Bits(number).GetHashCode(),
        // The hash of a string is the process's own: fine within it.
        _ => value.GetHashCode(),
    };

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);
}

using System.Text;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Values;

/// <summary>Applies transforms to values (see <see cref="SingleValue"/> for their representation).</summary>
public static class TransformedValue
{
    /// <summary>The result for one value; null for null.</summary>
    /// <param name="transform">The transform.</param>
    /// <param name="source">The type of the value.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="IcebergException">The transform is unknown, or takes no values of the type.</exception>
    public static object? Apply(this Transform transform, IcebergType source, object? value)
    {
        if (transform is UnknownTransform)
        {
            throw new IcebergException($"The transform \"{transform}\" is not known here; nothing can be written by it.");
        }

        if (!transform.Accepts(source))
        {
            throw new IcebergException($"The transform {transform} takes no values of type {source}.");
        }

        return value is null ? null : transform switch
        {
            IdentityTransform => value,
            BucketTransform bucket => (Hash(source, value) & int.MaxValue) % bucket.Count,
            TruncateTransform truncate => Truncate(value, truncate.Width),
            YearTransform => TimeUnits.YearOf(DayOf(source, value)),
            MonthTransform => TimeUnits.MonthOf(DayOf(source, value)),
            DayTransform => (int)DayOf(source, value),
            // Timestamps reach further than hours in 32 bits: those end some 245,000 years from 1970.
            HourTransform => (int)Math.Clamp(TimeUnits.Floor(MicrosOf(source, value), TimeUnits.MicrosPerHour), int.MinValue, int.MaxValue),
            _ => null,
        };
    }

    /// <summary>The 32-bit hash of a value (appendix B), from which buckets are made.</summary>
    internal static int Hash(IcebergType source, object value) => value switch
    {
        int number => Murmur3.Hash((long)number),
        long number => Murmur3.Hash(IsNanoseconds(source) ? TimeUnits.Floor(number, TimeUnits.NanosPerMicro) : number),
        Int128 unscaled => Murmur3.Hash(SingleValue.Unscaled(unscaled)),
        string text => Murmur3.Hash(Encoding.UTF8.GetBytes(text)),
        Guid id => Murmur3.Hash(id.ToByteArray(bigEndian: true)),
        byte[] bytes => Murmur3.Hash(bytes),
        _ => throw new IcebergException($"A value of type {source} has no hash."),
    };

    private static object Truncate(object value, int width) => value switch
    {
        int number => unchecked(number - (int)Remainder(number, width)),
        long number => unchecked(number - (long)Remainder(number, width)),
        Int128 unscaled => unscaled - Remainder(unscaled, width),
        string text => FirstCodePoints(text, width),
        byte[] bytes => bytes.Length <= width ? bytes : bytes[..width],
        _ => throw new IcebergException($"A {value.GetType().Name} cannot be truncated."),
    };

    /// <summary>At most so many characters of a text, none of them cut in two.</summary>
    internal static string FirstCodePoints(string text, int count)
    {
        // No text has more code points than units.
        if (text.Length <= count)
        {
            return text;
        }

        var end = 0;
        for (; count > 0 && end < text.Length; count--)
        {
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
        }

        return text[..end];
    }

    private static Int128 Remainder(Int128 value, int width)
    {
        var remainder = value % width;
        return remainder < 0 ? remainder + width : remainder;
    }

    private static long DayOf(IcebergType source, object value) =>
        value is int day ? day : TimeUnits.Floor(MicrosOf(source, value), TimeUnits.MicrosPerDay);

    private static long MicrosOf(IcebergType source, object value) =>
        IsNanoseconds(source) ? TimeUnits.Floor((long)value, TimeUnits.NanosPerMicro) : (long)value;

    private static bool IsNanoseconds(IcebergType type) => type is IcebergPrimitive { Kind: IcebergPrimitiveKind.TimestampNs or IcebergPrimitiveKind.TimestampTzNs };
}

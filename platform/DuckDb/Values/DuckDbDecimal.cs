using System.Globalization;
using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Values;

/// <summary>
/// An exact decimal of up to 38 digits: <paramref name="Unscaled"/> × 10^-<paramref name="Scale"/>. System.Decimal holds
/// 28 digits only. Equal when both parts are: 1.0 and 1.00 differ.
/// </summary>
/// <param name="Unscaled">The digits, with sign.</param>
/// <param name="Scale">How many of them follow the point, 0 to 38.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DuckDbDecimal(Int128 Unscaled, int Scale)
{
    /// <summary>The most digits a DECIMAL has.</summary>
    public const int MaxPrecision = 38;

    /// <summary>The same number with the same scale.</summary>
    public static DuckDbDecimal From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return new(value < 0 ? -(Int128)magnitude : (Int128)magnitude, value.Scale);
    }

    /// <summary>The same number with another scale.</summary>
    /// <exception cref="OverflowException">Digits other than zero would be lost, or there would be more than 38.</exception>
    public DuckDbDecimal Rescale(int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, MaxPrecision);
        var unscaled = Unscaled;
        for (var at = Scale; at < scale; at++)
        {
            unscaled = checked(unscaled * 10);
        }

        for (var at = Scale; at > scale; at--)
        {
            (unscaled, var lost) = Int128.DivRem(unscaled, 10);
            if (lost != 0)
            {
                throw new OverflowException($"The number has more than {scale} digits after the point; round it first.");
            }
        }

        return new(unscaled, scale);
    }

    /// <summary>All digits: "-0.05", "12.00".</summary>
    public override string ToString()
    {
        var digits = Magnitude(Unscaled).ToString(CultureInfo.InvariantCulture);
        if (Scale > 0)
        {
            digits = digits.PadLeft(Scale + 1, '0');
            digits = string.Concat(digits.AsSpan(0, digits.Length - Scale), ".", digits.AsSpan(digits.Length - Scale));
        }

        return Unscaled < 0 ? "-" + digits : digits;
    }

    /// <summary>Counts the digits that a DECIMAL needs to hold this: at least 1 and at least the scale.</summary>
    internal int Precision => Math.Max(Digits(Unscaled), Math.Max(Scale, 1));

    private static UInt128 Magnitude(Int128 value) => unchecked((UInt128)(value < 0 ? -value : value));

    private static int Digits(Int128 value)
    {
        var digits = 0;
        for (; value != 0; value /= 10)
        {
            digits++;
        }

        return digits;
    }
}

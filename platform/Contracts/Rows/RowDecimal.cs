using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using MeshStarter.Contracts.Rows.Values;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Rows;

/// <summary>A value of a DECIMAL column: the digits, of which the column's scale follow the point.</summary>
/// <param name="Unscaled">The digits, with sign.</param>
/// <param name="Scale">The number of digits after the point.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RowDecimal(Int128 Unscaled, int Scale)
{
    /// <summary>The most characters of one: the digits, a sign, a point and a zero before it.</summary>
    public const int MaxTextLength = DecimalType.MaxPrecision + 3;

    /// <summary>Reads a number without loss.</summary>
    /// <param name="utf8">Its text, in plain or exponent form.</param>
    /// <param name="type">The column's type, whose scale the number gets.</param>
    /// <param name="value">The number, where it fits.</param>
    public static DecimalFit Read(ReadOnlySpan<byte> utf8, DecimalType type, out RowDecimal value)
    {
        ArgumentNullException.ThrowIfNull(type);
        value = default;

        // Numbers of up to 18 digits, which is nearly all there are, take no big arithmetic.
        if (PlainDecimal.TryParse(utf8, out var small, out var decimals) && decimals <= type.Scale && type.Scale - decimals <= PlainDecimal.MaxDigits && type.Precision <= PlainDecimal.MaxDigits)
        {
            value = new RowDecimal((Int128)small * PlainDecimal.PowerOfTen(type.Scale - decimals), type.Scale);
            return Int128.Abs(value.Unscaled) < PlainDecimal.PowerOfTen(type.Precision) ? DecimalFit.Fits : DecimalFit.TooManyDigits;
        }

        return CanonicalText.TryParseDecimal(Encoding.UTF8.GetString(utf8), out var large, out decimals) ? Rescale(large, decimals, type, out value) : DecimalFit.NoNumber;
    }

    private static DecimalFit Rescale(BigInteger unscaled, int decimals, DecimalType type, out RowDecimal value)
    {
        value = default;
        for (; decimals > type.Scale && unscaled % 10 == 0; decimals--)
        {
            unscaled /= 10;
        }

        if (decimals > type.Scale)
        {
            return DecimalFit.TooManyDecimals;
        }

        unscaled *= BigInteger.Pow(10, type.Scale - decimals);
        if (BigInteger.Abs(unscaled) >= BigInteger.Pow(10, type.Precision))
        {
            return DecimalFit.TooManyDigits;
        }

        value = new RowDecimal((Int128)unscaled, type.Scale);
        return DecimalFit.Fits;
    }

    /// <summary>The canonical text: <c>-0.05</c>, <c>12.00</c>.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxTextLength];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <summary>Writes the canonical text and returns its length.</summary>
    internal int Format(Span<byte> utf8)
    {
        Span<byte> digits = stackalloc byte[MaxTextLength];
        var magnitude = (UInt128)Int128.Abs(Unscaled);
        var count = 0;
        _ = magnitude <= ulong.MaxValue
            ? ((ulong)magnitude).TryFormat(digits, out count, provider: CultureInfo.InvariantCulture)
            : magnitude.TryFormat(digits, out count, provider: CultureInfo.InvariantCulture);
        var length = 0;
        if (Unscaled < 0)
        {
            utf8[length++] = (byte)'-';
        }

        // A zero is before the point where no digit is.
        var zeros = Math.Max(Scale + 1 - count, 0);
        for (var at = -zeros; at < count; at++)
        {
            if (at == count - Scale && Scale > 0)
            {
                utf8[length++] = (byte)'.';
            }

            utf8[length++] = at < 0 ? (byte)'0' : digits[at];
        }

        return length;
    }
}

using System.Numerics;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Divides decimals as Trino: in whole numbers, with the scale of the finer one, rounded half up. Pure.</summary>
internal static class DecimalQuotient
{
    private static readonly UInt128[] Powers = PowersOfTen();
    private static readonly UInt128 Most = Powers[DuckDbDecimal.MaxPrecision] - 1;

    /// <summary>The digits of a quotient whose scale is the greater of its parts' scales.</summary>
    /// <param name="dividend">What is divided.</param>
    /// <param name="divisor">By what.</param>
    /// <exception cref="DuckDbFunctionException">The divisor is zero, or the quotient has more than 38 digits.</exception>
    public static Int128 Of(DuckDbDecimal dividend, DuckDbDecimal divisor)
    {
        if (divisor.Unscaled == 0)
        {
            throw new DuckDbFunctionException("DIVISION_BY_ZERO: Division by zero");
        }

        var shift = Math.Max(dividend.Scale, divisor.Scale) - dividend.Scale + divisor.Scale;
        var quotient = Of(Magnitude(dividend.Unscaled), shift, Magnitude(divisor.Unscaled)) is { } digits && digits <= Most ? (Int128)digits
            : throw new DuckDbFunctionException("NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow");
        return dividend.Unscaled < 0 == divisor.Unscaled < 0 ? quotient : -quotient;
    }

    // Null where the quotient is beyond any decimal.
    private static UInt128? Of(UInt128 dividend, int shift, UInt128 divisor)
    {
        if (shift < Powers.Length && dividend <= ulong.MaxValue && divisor <= ulong.MaxValue && Powers[shift] <= ulong.MaxValue
            && Math.BigMul((ulong)dividend, (ulong)Powers[shift], out var low) == 0)
        {
            var (quotient, rest) = Math.DivRem(low, (ulong)divisor);
            return (UInt128)quotient + (rest >= (ulong)divisor - rest ? 1u : 0u);
        }

        if (shift < Powers.Length && dividend <= UInt128.MaxValue / Powers[shift])
        {
            var (quotient, rest) = UInt128.DivRem(dividend * Powers[shift], divisor);
            return quotient + (rest >= divisor - rest ? UInt128.One : UInt128.Zero);
        }

        var (large, left) = BigInteger.DivRem((BigInteger)dividend * BigInteger.Pow(10, shift), divisor);
        large += left >= divisor - left ? 1 : 0;
        return large <= Most ? (UInt128)large : null;
    }

    private static UInt128 Magnitude(Int128 value) => unchecked((UInt128)(value < 0 ? -value : value));

    private static UInt128[] PowersOfTen()
    {
        var powers = new UInt128[DuckDbDecimal.MaxPrecision + 1];
        powers[0] = 1;
        for (var at = 1; at < powers.Length; at++)
        {
            powers[at] = powers[at - 1] * 10;
        }

        return powers;
    }
}

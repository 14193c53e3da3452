using System.Globalization;
using System.Numerics;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Values;
using MeshStarter.Platform.Workers.Engine;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Quotients of decimals, as Trino 476 has them.</summary>
[Trait("Category", "Quick")]
public sealed class DecimalQuotientTests
{
    [Theory]
    [InlineData("1", 0, "3", 0, "0")]
    [InlineData("5", 1, "2", 0, "3")]
    [InlineData("-5", 1, "2", 0, "-3")]
    [InlineData("5", 0, "-2", 2, "-25000")]
    [InlineData("12345678901234567812", 2, "300", 2, "4115226300411522604")]
    [InlineData("12345678901234567890123456789012345678", 2, "703", 2, "1756142091214021037001914194738598247")]
    [InlineData("12345678901234567890123456789012345678", 0, "12345678901234567890123456789012345677", 0, "1")]
    [InlineData("10000000000000000000000000000000000000", 37, "30000000000000000000000000000000000000", 37, "3333333333333333333333333333333333333")]
    public void Quotient_has_the_finer_scale_and_is_rounded_half_up(string dividend, int scale, string divisor, int divisorScale, string expected) =>
        Assert.Equal(expected, Of(dividend, scale, divisor, divisorScale).ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Quotient_of_any_size_is_exact()
    {
        var random = new Random(4_711);
        for (var tries = 0; tries < 20_000; tries++)
        {
            var (a, b) = (Number(random), Number(random));
            var (scale, divisorScale) = (random.Next(0, 39), random.Next(0, 39));
            var exact = b == 0 ? (BigInteger?)null : Exact(a, scale, b, divisorScale);
            if (exact is { } quotient && BigInteger.Abs(quotient) < BigInteger.Pow(10, 38))
            {
                Assert.Equal((Int128)quotient, DecimalQuotient.Of(new DuckDbDecimal((Int128)a, scale), new DuckDbDecimal((Int128)b, divisorScale)));
            }
            else
            {
                Assert.Throws<DuckDbFunctionException>(() => DecimalQuotient.Of(new DuckDbDecimal((Int128)a, scale), new DuckDbDecimal((Int128)b, divisorScale)));
            }
        }
    }

    [Theory]
    [InlineData("1", 0, "0", 2, "DIVISION_BY_ZERO: Division by zero")]
    [InlineData("99999999999999999999999999999999999999", 0, "1", 2, "NUMERIC_VALUE_OUT_OF_RANGE: Decimal overflow")]
    public void Quotient_that_is_none_is_refused(string dividend, int scale, string divisor, int divisorScale, string message) =>
        Assert.Equal(message, Assert.Throws<DuckDbFunctionException>(() => Of(dividend, scale, divisor, divisorScale)).Message);

    private static Int128 Of(string dividend, int scale, string divisor, int divisorScale) =>
        DecimalQuotient.Of(new DuckDbDecimal(Int128.Parse(dividend, CultureInfo.InvariantCulture), scale), new DuckDbDecimal(Int128.Parse(divisor, CultureInfo.InvariantCulture), divisorScale));

    private static BigInteger Exact(BigInteger dividend, int scale, BigInteger divisor, int divisorScale)
    {
        var scaled = dividend * BigInteger.Pow(10, Math.Max(scale, divisorScale) - scale + divisorScale) * 2;
        return (BigInteger.Abs(scaled) + BigInteger.Abs(divisor)) / (BigInteger.Abs(divisor) * 2) * scaled.Sign * divisor.Sign;
    }

    // Of 1 to 38 digits, and often with a half.
    private static BigInteger Number(Random random)
    {
        var digits = random.Next(1, 39);
        var number = BigInteger.Zero;
        for (var at = 0; at < digits; at++)
        {
            number = (number * 10) + (random.Next(3) == 0 ? 5 : random.Next(10));
        }

        return random.Next(2) == 0 ? number : -number;
    }
}

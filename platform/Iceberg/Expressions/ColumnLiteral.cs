using System.Globalization;
using System.Numerics;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Expressions;

/// <summary>The relation of a literal to the values of a column's type.</summary>
internal enum LiteralFit
{
    /// <summary>It is one of them.</summary>
    Exact,

    /// <summary>It is between one of them and the next: the one below is given.</summary>
    Between,

    /// <summary>The nearest of them is given, on whichever side.</summary>
    Near,

    /// <summary>It is greater than all of them.</summary>
    Above,

    /// <summary>It is less than all of them.</summary>
    Below,
}

/// <summary>A literal of a condition, as a value of a column's type.</summary>
/// <param name="Fit">Its relation to the type's values.</param>
/// <param name="Value">The value (see <see cref="SingleValue"/>); null above and below all of them.</param>
internal sealed record ColumnLiteral(LiteralFit Fit, object? Value)
{
    private static readonly ColumnLiteral Above = new(LiteralFit.Above, null);
    private static readonly ColumnLiteral Below = new(LiteralFit.Below, null);

    /// <summary>The literal for a column of a type; null when the two cannot be compared.</summary>
    public static ColumnLiteral? Of(IcebergType type, object value) => (type, value) switch
    {
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Boolean }, bool) => Exact(value),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.String }, string) => Exact(value),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid }, Guid) => Exact(value),
        (IcebergFixed or IcebergPrimitive { Kind: IcebergPrimitiveKind.Binary }, byte[]) => Exact(value),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Int }, _) => Whole(value, 0, int.MinValue, int.MaxValue, static number => (int)number),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Long }, _) => Whole(value, 0, long.MinValue, long.MaxValue, static number => (long)number),
        (IcebergDecimal exact, _) => Whole(value, exact.Scale, Int128.MinValue, Int128.MaxValue, static number => (Int128)number),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Float }, _) => Number(value) is { } number ? Near(number) : null,
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Double }, _) => Number(value) is { } number ? Exact(number) : null,
        (IcebergPrimitive primitive, _) => Time(primitive.Kind, value),
        _ => null,
    };

    private static ColumnLiteral Exact(object value) => new(LiteralFit.Exact, value);

    private static ColumnLiteral Near(double number) =>
        new(((double)(float)number).Equals(number) ? LiteralFit.Exact : LiteralFit.Near, (float)number);

    private static ColumnLiteral? Time(IcebergPrimitiveKind kind, object value) => (kind, value) switch
    {
        (IcebergPrimitiveKind.Date, DateOnly day) => Exact(day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
        (IcebergPrimitiveKind.Date, DateTime wall) => Ticks(wall.Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerDay) is var (fit, days) ? new(fit, (int)(long)days!) : null,
        (IcebergPrimitiveKind.Time, TimeOnly time) => Ticks(time.Ticks, TimeSpan.TicksPerMicrosecond),
        (IcebergPrimitiveKind.Timestamp, DateTime wall) => Ticks(wall.Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond),
        (IcebergPrimitiveKind.Timestamp, DateOnly day) => Ticks(day.ToDateTime(TimeOnly.MinValue).Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond),
        (IcebergPrimitiveKind.TimestampTz, DateTimeOffset instant) => Ticks(instant.UtcTicks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond),
        (IcebergPrimitiveKind.TimestampNs, DateTime wall) => Nanoseconds(wall.Ticks - DateTime.UnixEpoch.Ticks),
        (IcebergPrimitiveKind.TimestampTzNs, DateTimeOffset instant) => Nanoseconds(instant.UtcTicks - DateTime.UnixEpoch.Ticks),
        _ => null,
    };

    private static ColumnLiteral Ticks(long ticks, long perUnit)
    {
        var units = TimeUnits.Floor(ticks, perUnit);
        return new ColumnLiteral(units * perUnit == ticks ? LiteralFit.Exact : LiteralFit.Between, units);
    }

    // Nanoseconds in 64 bits reach from 1677 to 2262.
    private static ColumnLiteral Nanoseconds(long ticks) => Whole((Int128)ticks * 100, 0, long.MinValue, long.MaxValue, static number => (long)number)!;

    // A number in units of 10^-scale, rounded down.
    private static ColumnLiteral? Whole(object value, int scale, BigInteger smallest, BigInteger greatest, Func<BigInteger, object> of)
    {
        if (value is double.NaN or float.NaN or double.PositiveInfinity or float.PositiveInfinity)
        {
            return Above;
        }

        if (value is double.NegativeInfinity or float.NegativeInfinity)
        {
            return Below;
        }

        if (Rational(value) is not var (numerator, denominator))
        {
            return null;
        }

        var floor = BigInteger.DivRem(numerator * BigInteger.Pow(10, scale), denominator, out var rest);
        floor -= rest.Sign < 0 ? 1 : 0;
        return floor > greatest ? Above : floor < smallest ? Below : new ColumnLiteral(rest.IsZero ? LiteralFit.Exact : LiteralFit.Between, of(floor));
    }

    private static (BigInteger Numerator, BigInteger Denominator)? Rational(object value) => value switch
    {
        sbyte or byte or short or ushort or int or uint or long => (Convert.ToInt64(value, CultureInfo.InvariantCulture), 1),
        ulong number => (number, 1),
        Int128 number => (number, 1),
        BigInteger number => (number, 1),
        decimal number => (Unscaled(number), BigInteger.Pow(10, number.Scale)),
        float number => Rational((double)number),
        double number => Fraction(number),
        _ => null,
    };

    private static BigInteger Unscaled(decimal number)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(number, parts);
        var digits = ((BigInteger)(uint)parts[2] << 64) + ((BigInteger)(uint)parts[1] << 32) + (uint)parts[0];
        return parts[3] < 0 ? -digits : digits;
    }

    private static (BigInteger Numerator, BigInteger Denominator) Fraction(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF;
        var digits = (BigInteger)(exponent == 0 ? mantissa : mantissa | (1L << 52)) * (bits < 0 ? -1 : 1);
        var power = Math.Max(exponent, 1) - 1075;
        return power >= 0 ? (digits << power, BigInteger.One) : (digits, BigInteger.One << -power);
    }

    private static double? Number(object value) => value switch
    {
        float number => number,
        double number => number,
        decimal number => (double)number,
        Int128 number => (double)number,
        BigInteger number => (double)number,
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}

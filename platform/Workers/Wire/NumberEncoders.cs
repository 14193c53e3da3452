using System.Globalization;
using System.Text;
using MeshStarter.DuckDb.Values;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>A whole number.</summary>
internal sealed class IntegerEncoder<T>(bool quoted = false) : FixedEncoder<T>(quoted)
    where T : unmanaged, IUtf8SpanFormattable
{
    public override void Text(ByteBuffer target, int row) => target.WriteNumber(Value(row));
}

/// <summary>The engine's HUGEINT, which a sum of whole numbers is: a bigint for Trino.</summary>
internal sealed class SumEncoder() : FixedEncoder<Int128>(quoted: false)
{
    public override void Text(ByteBuffer target, int row)
    {
        var value = Value(row);
        target.WriteNumber(value >= long.MinValue && value <= long.MaxValue ? (long)value
            : throw new WorkerFailureException(WorkerErrors.OutOfRange, $"bigint overflow: {value} is beyond what a bigint holds. Write CAST(… AS decimal(38,0)) of the number, in a sum of what is summed."));
    }
}

/// <summary>A decimal of up to 18 digits, as the engine stores it: a whole number without its point.</summary>
internal sealed class DecimalEncoder<T>(int scale, Func<T, long> widen) : FixedEncoder<T>(quoted: true)
    where T : unmanaged
{
    private readonly DecimalText _text = new(scale);

    public override void Text(ByteBuffer target, int row) => _text.Write(target, widen(Value(row)));
}

/// <summary>A decimal of more digits.</summary>
internal sealed class WideDecimalEncoder(int scale) : FixedEncoder<Int128>(quoted: true)
{
    // The engine's sum of decimals holds one digit more than its type.
    private static readonly Int128 Beyond = Int128.Parse("1" + new string('0', DuckDbDecimal.MaxPrecision), CultureInfo.InvariantCulture);

    private readonly int _scale = scale;
    private readonly DecimalText _text = new(Math.Min(scale, DecimalText.MostDigits));

    public override void Text(ByteBuffer target, int row)
    {
        var value = Value(row);
        if (_scale <= DecimalText.MostDigits && value <= long.MaxValue && value >= -long.MaxValue)
        {
            _text.Write(target, (long)value);
        }
        else if (value >= Beyond || value <= -Beyond)
        {
            throw new WorkerFailureException(WorkerErrors.OutOfRange, $"decimal overflow: {value} has more than {DuckDbDecimal.MaxPrecision} digits. Sum a double: CAST(… AS double).");
        }
        else if (_scale == 0)
        {
            target.WriteNumber(value);
        }
        else
        {
            target.Write(Encoding.UTF8.GetBytes(new DuckDbDecimal(value, _scale).ToString()));
        }
    }
}

/// <summary>Writes a number without its point with it.</summary>
internal sealed class DecimalText(int scale)
{
    public const int MostDigits = 18;

    private readonly int _scale = scale;
    private readonly ulong _one = (ulong)Math.Pow(10, scale);

    public void Write(ByteBuffer target, long digits)
    {
        if (digits < 0)
        {
            target.Write((byte)'-');
        }

        var (whole, fraction) = Math.DivRem((ulong)Math.Abs(digits), _one);
        target.WriteNumber(whole);
        if (_scale > 0)
        {
            target.Write((byte)'.');
            target.WriteDigits((long)fraction, _scale);
        }
    }
}

/// <summary>Not-a-number and the infinities are words, which JSON must quote; other numbers are bare.</summary>
internal sealed class FloatingEncoder<T>() : FixedEncoder<T>(quoted: false)
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    public override void Json(ByteBuffer target, int row)
    {
        if (T.IsFinite(Value(row)))
        {
            Text(target, row);
        }
        else
        {
            target.Write((byte)'"');
            Text(target, row);
            target.Write((byte)'"');
        }
    }

    public override void Text(ByteBuffer target, int row)
    {
        var value = Value(row);
        if (T.IsFinite(value))
        {
            Number(target, value);
        }
        else
        {
            target.Write(Word(value));
        }
    }

    // Java's client takes no integer token for a double: 1 must be 1.0.
    private static void Number(ByteBuffer target, T value)
    {
        var start = target.Length;
        target.WriteNumber(value);
        if (!target.Written[start..].ContainsAny((byte)'.', (byte)'E'))
        {
            target.Write(".0"u8);
        }
    }

    private static ReadOnlySpan<byte> Word(T value) =>
        T.IsNaN(value) ? "NaN"u8 : T.IsPositive(value) ? "Infinity"u8 : "-Infinity"u8;
}

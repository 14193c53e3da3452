using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>Decimals: in JSON a number or its text, in Avro the unscaled digits as two's complement, big end first.</summary>
internal sealed class DecimalCodec(int precision, int scale, int? fixedSize) : AvroValueCodec
{
    private readonly BigInteger _limit = BigInteger.Pow(10, precision);

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        var bytes = fixedSize is { } size ? reader.ReadFixed(size) : reader.ReadBytes();
        var unscaled = new BigInteger(bytes, isUnsigned: false, isBigEndian: true);
        if (BigInteger.Abs(unscaled) >= _limit)
        {
            throw reader.Damaged($"a decimal has more than {precision} digits");
        }

        json.WriteStringValue(CanonicalText.Of(unscaled, scale));
    }

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        var given = default(ReadOnlySpan<byte>);
        if (value.ValueKind == JsonValueKind.Number)
        {
            given = JsonMarshal.GetRawUtf8Value(value);
        }
        else if (!JsonText.TryGet(value, out given))
        {
            AddType(violations, $"a number for {Name}");
            return;
        }

        if (PlainDecimal.TryParse(given, out var small, out var decimals))
        {
            Small(small, decimals, output, violations);
        }
        else if (CanonicalText.TryParseDecimal(Encoding.UTF8.GetString(given), out var large, out decimals))
        {
            Large(large, decimals, output, violations);
        }
        else
        {
            AddType(violations, $"a number for {Name}");
        }
    }

    private string Name => $"DECIMAL({precision},{scale})";

    // Numbers of up to 18 digits, which is nearly all there are, take no big arithmetic.
    private void Small(long unscaled, int decimals, RowBuffer output, RowViolations violations)
    {
        for (; decimals > scale && unscaled % 10 == 0; decimals--)
        {
            unscaled /= 10;
        }

        if (decimals > scale || scale - decimals > PlainDecimal.MaxDigits || precision > PlainDecimal.MaxDigits)
        {
            Large(unscaled, decimals, output, violations);
            return;
        }

        var rescaled = (Int128)unscaled * PlainDecimal.PowerOfTen(scale - decimals);
        if (Int128.Abs(rescaled) >= PlainDecimal.PowerOfTen(precision))
        {
            AddTooLarge(violations);
            return;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (long)rescaled);
        var start = 0;
        for (; start < bytes.Length - 1 && bytes[start] == (byte)((sbyte)bytes[start + 1] >> 7); start++)
        {
        }

        Write(bytes[start..], output);
    }

    private void Large(BigInteger unscaled, int decimals, RowBuffer output, RowViolations violations)
    {
        for (; decimals > scale && unscaled % 10 == 0; decimals--)
        {
            unscaled /= 10;
        }

        if (decimals > scale)
        {
            violations.Add("range", $"the value has more than the {scale} decimals of {Name}; round it before it is published");
            return;
        }

        unscaled *= BigInteger.Pow(10, scale - decimals);
        if (BigInteger.Abs(unscaled) >= _limit)
        {
            AddTooLarge(violations);
            return;
        }

        Write(unscaled.ToByteArray(isUnsigned: false, isBigEndian: true), output);
    }

    private void Write(ReadOnlySpan<byte> bytes, RowBuffer output)
    {
        if (fixedSize is not { } size)
        {
            output.Writer.WriteBytes(bytes);
            return;
        }

        var span = output.GetSpan(size);
        span[..(size - bytes.Length)].Fill((byte)((sbyte)bytes[0] >> 7));
        bytes.CopyTo(span[(size - bytes.Length)..]);
        output.Advance(size);
    }

    private void AddTooLarge(RowViolations violations) => violations.Add("range", $"the value has more digits than {Name} holds");
}

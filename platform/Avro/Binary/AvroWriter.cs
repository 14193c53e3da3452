using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace MeshStarter.Platform.Avro.Binary;

/// <summary>Writes Avro's binary encoding, one value after another. What is written is in the output at once; there is nothing to flush.</summary>
public sealed class AvroWriter
{
    private const int MaxVarint = 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IBufferWriter<byte> _output;

    /// <summary>Makes a writer to <paramref name="output"/>.</summary>
    public AvroWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>Writes a boolean.</summary>
    public void WriteBoolean(bool value)
    {
        _output.GetSpan(1)[0] = value ? (byte)1 : (byte)0;
        _output.Advance(1);
    }

    /// <summary>Writes an int.</summary>
    public void WriteInt(int value) => WriteLong(value);

    /// <summary>Writes a long; a union's branch and an enum's symbol are written as the long of their place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLong(long value)
    {
        var bits = (ulong)(value << 1) ^ (ulong)(value >> 63);
        var span = _output.GetSpan(MaxVarint);
        var length = 0;
        while (bits >= 0x80)
        {
            span[length++] = (byte)(bits | 0x80);
            bits >>= 7;
        }

        span[length++] = (byte)bits;
        _output.Advance(length);
    }

    /// <summary>Writes a float.</summary>
    public void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_output.GetSpan(sizeof(float)), value);
        _output.Advance(sizeof(float));
    }

    /// <summary>Writes a double.</summary>
    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_output.GetSpan(sizeof(double)), value);
        _output.Advance(sizeof(double));
    }

    /// <summary>Writes bytes, or a string that is UTF-8 already: their length, then they.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        _output.Write(value);
    }

    /// <summary>Writes a string.</summary>
    /// <exception cref="EncoderFallbackException">It holds half of a surrogate pair.</exception>
    public void WriteString(ReadOnlySpan<char> value)
    {
        var length = Utf8.GetByteCount(value);
        WriteLong(length);
        if (length > 0)
        {
            Utf8.GetBytes(value, _output.GetSpan(length));
            _output.Advance(length);
        }
    }

    /// <summary>Writes a fixed: the bytes without their length.</summary>
    public void WriteFixed(ReadOnlySpan<byte> value) => _output.Write(value);

    /// <summary>Writes how many items follow; an array or a map ends with <see cref="WriteEnd"/>, also an empty one, which has no count before it.</summary>
    /// <param name="count">At least 1.</param>
    public void WriteBlockCount(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        WriteLong(count);
    }

    /// <summary>Writes the end of an array or a map.</summary>
    public void WriteEnd() => WriteLong(0);
}

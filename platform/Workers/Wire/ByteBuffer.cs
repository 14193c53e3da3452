using System.Buffers.Text;
using System.Numerics;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Growing UTF-8 text; reused from batch to batch.</summary>
internal sealed class ByteBuffer(int capacity)
{
    private const int LongestNumber = 64;
    private const int ClockBytes = 8;

    /// <summary>A single row must not take the memory that the proxy and the client would need for it again.</summary>
    private const int MaxBytes = 128 * 1024 * 1024;

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > capacity * 64)
        {
            _bytes = new byte[capacity];
        }
    }

    public void Advance(int count)
    {
        Reserve(count);
        Length += count;
    }

    public void Write(byte value)
    {
        if (Length == _bytes.Length)
        {
            Reserve(1);
        }

        _bytes[Length++] = value;
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>Writes a comma before an item that is not the first, by its place from 0.</summary>
    public void Separate(int at)
    {
        if (at > 0)
        {
            Write((byte)',');
        }
    }

    /// <summary>A text between quotes.</summary>
    public void WriteQuoted(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length + 2);
        var target = _bytes.AsSpan(Length, text.Length + 2);
        target[0] = (byte)'"';
        text.CopyTo(target[1..]);
        target[^1] = (byte)'"';
        Length += target.Length;
    }

    /// <summary>A second of a day: <c>12:00:00</c></summary>
    public void WriteClock(int second)
    {
        Reserve(ClockBytes);
        var target = _bytes.AsSpan(Length, ClockBytes);
        var (hour, rest) = Math.DivRem((uint)second, 3600);
        var (minute, left) = Math.DivRem(rest, 60);
        TwoDigits(target, 0, hour);
        target[2] = (byte)':';
        TwoDigits(target, 3, minute);
        target[5] = (byte)':';
        TwoDigits(target, 6, left);
        Length += ClockBytes;
    }

    /// <summary>A number as .NET writes it, which is invariant here.</summary>
    public void WriteNumber<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        Reserve(LongestNumber);
        if (!value.TryFormat(_bytes.AsSpan(Length), out var written, format, provider: null))
        {
            throw new FormatException($"A {typeof(T).Name} took more than {LongestNumber} bytes.");
        }

        Length += written;
    }

    /// <summary>Exactly <paramref name="digits"/> digits, zeros in front.</summary>
    public void WriteDigits(long value, int digits)
    {
        Reserve(digits);
        var target = _bytes.AsSpan(Length, digits);
        var left = (ulong)value;
        for (var i = target.Length - 1; i >= 0; i--)
        {
            (left, var digit) = Math.DivRem(left, 10);
            target[i] = (byte)('0' + digit);
        }

        Length += digits;
    }

    public void WriteBase64(ReadOnlySpan<byte> data)
    {
        var length = Base64.GetMaxEncodedToUtf8Length(data.Length);
        Reserve(length);
        Base64.EncodeToUtf8(data, _bytes.AsSpan(Length), out _, out var written);
        Length += written;
    }

    private static void TwoDigits(Span<byte> target, int at, uint number)
    {
        target[at] = (byte)('0' + (number / 10));
        target[at + 1] = (byte)('0' + (number % 10));
    }

    private void Reserve(int count)
    {
        if (count > _bytes.Length - Length)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        var wanted = Length + (long)count;
        if (wanted > MaxBytes)
        {
            throw new WorkerFailureException(WorkerErrors.ByteLimit, "");
        }

        Array.Resize(ref _bytes, (int)Math.Min(MaxBytes, BitOperations.RoundUpToPowerOf2((ulong)wanted)));
    }
}

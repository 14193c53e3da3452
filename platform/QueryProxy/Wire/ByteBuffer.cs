using System.Buffers.Text;
using System.Numerics;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Wire;

/// <summary>Growing UTF-8 text; reused from batch to batch.</summary>
internal sealed class ByteBuffer(int capacity)
{
    private const int LongestNumber = 64;

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
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
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
        for (var i = Length + digits - 1; i >= Length; i--)
        {
            _bytes[i] = (byte)('0' + (int)(value % 10));
            value /= 10;
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

    private void Reserve(int count)
    {
        var wanted = Length + (long)count;
        if (wanted <= _bytes.Length)
        {
            return;
        }

        if (wanted > MaxBytes)
        {
            throw new WorkerFailureException(WorkerErrors.ByteLimit, "");
        }

        Array.Resize(ref _bytes, (int)Math.Min(MaxBytes, BitOperations.RoundUpToPowerOf2((ulong)wanted)));
    }
}

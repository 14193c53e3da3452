using System.Buffers;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>A growing buffer that can forget what was written last, for a value that turns out not to fit.</summary>
internal sealed class RowBuffer : IBufferWriter<byte>
{
    // A row beyond this gives its memory back; the usual ones keep it for the next.
    private const int RetainedLength = 64 * 1024;

    [ThreadStatic]
    private static RowBuffer? _shared;

    private byte[] _bytes = new byte[1024];

    private RowBuffer() => Writer = new AvroWriter(this);

    /// <summary>The thread's own buffer, empty.</summary>
    public static RowBuffer OfThread
    {
        get
        {
            var buffer = _shared ??= new RowBuffer();
            buffer.Length = 0;
            if (buffer._bytes.Length > RetainedLength)
            {
                buffer._bytes = new byte[1024];
            }

            return buffer;
        }
    }

    public AvroWriter Writer { get; }

    /// <summary>The number of bytes that were written; set it back to forget what came after.</summary>
    public int Length { get; set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(sizeHint, 1))
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + sizeHint));
        }

        return _bytes.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _bytes.AsMemory(Length);
    }
}

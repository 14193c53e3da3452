using System.Buffers;
using System.Buffers.Binary;
using MeshStarter.Platform.Workers.Buffers;

namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>Reads and writes frames on the pipes between the proxy and a worker. One reader and one writer at a time.</summary>
internal static class FrameStream
{
    public const int HeaderBytes = 5;

    // Linux's pipes hold as much; where one holds less, the process reads along.
    private const int PipeBytes = 64 * 1024;

    /// <summary>More than any honest frame: a tree or a plan is at most a few megabytes, a batch of rows about one and its last row.</summary>
    public const int MaxContentBytes = 256 * 1024 * 1024;

    public static void WriteHeader(Span<byte> target, FrameKind kind, int contentBytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, contentBytes);
        target[4] = (byte)kind;
    }

    /// <summary>Writes a frame to a process that has read all before it.</summary>
    public static async Task WriteAsync(Stream stream, FrameKind kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var frame = ArrayPool<byte>.Shared.Rent(HeaderBytes + content.Length);
        try
        {
            WriteHeader(frame, kind, content.Length);
            content.CopyTo(frame.AsMemory(HeaderBytes));
            if (HeaderBytes + content.Length <= PipeBytes)
            {
                // The empty pipe takes it at once; a write that may wait occupies a further thread.
                stream.Write(frame, 0, HeaderBytes + content.Length);
                return;
            }

            await stream.WriteAsync(frame.AsMemory(0, HeaderBytes + content.Length), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    /// <summary>Writes a frame to a buffered stream, which is flushed when the other side is to have it.</summary>
    public static void Write(Stream stream, FrameKind kind, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        WriteHeader(header, kind, content.Length);
        stream.Write(header);
        stream.Write(content);
    }

    /// <summary>The next frame, or null when the other side has gone between two frames.</summary>
    /// <exception cref="EndOfStreamException">The other side went in the middle of a frame.</exception>
    /// <exception cref="InvalidDataException">This is no frame.</exception>
    public static Frame? Read(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var read = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        if (read < HeaderBytes)
        {
            throw new EndOfStreamException("The stream ended within a frame's header.");
        }

        var (kind, length) = ReadHeader(header);
        var content = GC.AllocateUninitializedArray<byte>(length);
        stream.ReadExactly(content);
        return new Frame(kind, content);
    }

    /// <summary>Reads a header: the frame's kind, and the bytes of its content.</summary>
    /// <exception cref="InvalidDataException">This is no frame.</exception>
    public static (FrameKind Kind, int ContentBytes) ReadHeader(ReadOnlySpan<byte> header)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is >= 0 and <= MaxContentBytes ? ((FrameKind)header[4], length) : throw new InvalidDataException($"A frame of {length} bytes is not a frame.");
    }
}

/// <summary>One message.</summary>
internal sealed record Frame(FrameKind Kind, ReadOnlyMemory<byte> Content)
{
    /// <summary>The memory that holds the content; null where it is garbage as any other.</summary>
    public BatchMemory? Memory { get; init; }
}

using System.Buffers;
using System.Buffers.Binary;

namespace MeshStarter.QueryProxy.Workers;

/// <summary>Reads and writes frames on the pipes between the proxy and a worker. One reader and one writer at a time.</summary>
internal static class FrameStream
{
    public const int HeaderBytes = 5;

    /// <summary>More than any honest frame: a tree or a plan is at most a few megabytes, a batch of rows about one and its last row.</summary>
    public const int MaxContentBytes = 256 * 1024 * 1024;

    public static void WriteHeader(Span<byte> target, FrameKind kind, int contentBytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, contentBytes);
        target[4] = (byte)kind;
    }

    public static async Task WriteAsync(Stream stream, FrameKind kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var frame = ArrayPool<byte>.Shared.Rent(HeaderBytes + content.Length);
        try
        {
            WriteHeader(frame, kind, content.Length);
            content.CopyTo(frame.AsMemory(HeaderBytes));
            await stream.WriteAsync(frame.AsMemory(0, HeaderBytes + content.Length), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    public static void Write(Stream stream, FrameKind kind, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        WriteHeader(header, kind, content.Length);
        stream.Write(header);
        stream.Write(content);
        stream.Flush();
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static Frame? Read(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var read = stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        var content = GC.AllocateUninitializedArray<byte>(ContentBytes(header[..read]));
        stream.ReadExactly(content);
        return new Frame((FrameKind)header[4], content);
    }

    /// <summary>The next frame, or null when the other side has gone between two frames.</summary>
    /// <exception cref="EndOfStreamException">The other side went in the middle of a frame.</exception>
    /// <exception cref="InvalidDataException">This is no frame.</exception>
    public static async Task<Frame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        var read = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken);
        if (read == 0)
        {
            return null;
        }

        var content = GC.AllocateUninitializedArray<byte>(ContentBytes(header.AsSpan(0, read)));
        await stream.ReadExactlyAsync(content, cancellationToken);
        return new Frame((FrameKind)header[4], content);
    }

    private static int ContentBytes(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes)
        {
            throw new EndOfStreamException("The stream ended within a frame's header.");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is >= 0 and <= MaxContentBytes ? length : throw new InvalidDataException($"A frame of {length} bytes is not a frame.");
    }
}

/// <summary>One message.</summary>
internal sealed record Frame(FrameKind Kind, ReadOnlyMemory<byte> Content);

using MeshStarter.Platform.Workers.Buffers;

namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>Reads frames from a pipe. A read takes all that is there, so that the frames of a small answer come with one: each read of a pipe occupies a thread until it ends.</summary>
internal sealed class FrameReader(Stream stream)
{
    private const int BufferBytes = 16 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    /// <summary>The next frame, or null when the other side has gone between two frames. One read at a time.</summary>
    /// <param name="arrays">Gives the memory of rows; what it gave is the caller's to release. Null where no rows are expected.</param>
    /// <exception cref="EndOfStreamException">The other side went in the middle of a frame.</exception>
    /// <exception cref="InvalidDataException">This is no frame.</exception>
    public async ValueTask<Frame?> ReadAsync(BatchArrays? arrays)
    {
        if (!await HasHeaderAsync())
        {
            return null;
        }

        var (kind, length) = FrameStream.ReadHeader(_buffer.AsSpan(_start, FrameStream.HeaderBytes));
        _start += FrameStream.HeaderBytes;
        var memory = kind == FrameKind.Rows ? arrays?.Rent(length) : null;
        var content = memory?.Memory ?? GC.AllocateUninitializedArray<byte>(length);
        var here = Math.Min(length, _end - _start);
        _buffer.AsSpan(_start, here).CopyTo(content.Span);
        _start += here;
        if (here < length)
        {
            await stream.ReadExactlyAsync(content[here..], CancellationToken.None);
        }

        return new Frame(kind, content) { Memory = memory };
    }

    private async ValueTask<bool> HasHeaderAsync()
    {
        if (_end - _start >= FrameStream.HeaderBytes)
        {
            return true;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < FrameStream.HeaderBytes)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), CancellationToken.None);
            if (read == 0)
            {
                return _end == 0 ? false : throw new EndOfStreamException("The stream ended within a frame's header.");
            }

            _end += read;
        }

        return true;
    }
}

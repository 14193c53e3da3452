using System.Buffers;

namespace MeshStarter.QueryProxy.Buffers;

/// <summary>A temporary file without a name: only this process reads it, and it is gone with its handle, however the process ends.</summary>
internal sealed class SpillFile : IDisposable
{
    private const int PieceBytes = 64 * 1024;

    private readonly FileStream _file;

    private SpillFile(FileStream file) => _file = file;

    /// <summary>Bytes that were written.</summary>
    public long Length { get; private set; }

    /// <summary>Batches in it that are still to be read, or written.</summary>
    public int Unread { get; set; }

    /// <summary>Creates a file that only this user may open, and removes its name.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static SpillFile Create(string folder)
    {
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (OperatingSystem.IsWindows())
        {
            // A file that is open keeps its name there, and loses it with its handle.
            options.Options |= FileOptions.DeleteOnClose;
            return new SpillFile(new FileStream(path, options));
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return new SpillFile(file);
    }

    /// <summary>Writes to the end. One writer at a time.</summary>
    /// <returns>The position of the first byte.</returns>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public async Task<long> AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var offset = Length;
        await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes, offset, cancellationToken);
        Length = offset + bytes.Length;
        return offset;
    }

    /// <summary>Reads what was written, as much as the target takes.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public async Task ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken)
    {
        for (var read = 0; read < target.Length;)
        {
            var more = await RandomAccess.ReadAsync(_file.SafeFileHandle, target[read..], offset + read, cancellationToken);
            read += more > 0 ? more : throw new EndOfStreamException("A spilled result is shorter than what was written.");
        }
    }

    /// <summary>Copies what was written, in small pieces.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public async Task CopyAsync(long offset, int length, Stream target, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var left = length; left > 0;)
            {
                var read = await RandomAccess.ReadAsync(_file.SafeFileHandle, piece.AsMemory(0, Math.Min(left, piece.Length)), offset + length - left, cancellationToken);
                left -= read > 0 ? read : throw new EndOfStreamException("A spilled result is shorter than what was written.");
                await target.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    public void Dispose() => _file.Dispose();
}

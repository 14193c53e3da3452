using System.Text;

namespace MeshStarter.Cli;

/// <summary>Writes bytes of UTF-8 to a terminal, through <see cref="VisibleWriter"/>.</summary>
internal sealed class VisibleStream(TextWriter terminal) : Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var text = new char[Encoding.UTF8.GetMaxCharCount(count)];
        foreach (var character in text.AsSpan(0, _decoder.GetChars(buffer, offset, count, text, 0)))
        {
            terminal.Write(character);
        }
    }

    public override void Flush() => terminal.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

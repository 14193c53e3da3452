using System.Text;

namespace MeshStarter.Cli;

/// <summary>Writes bytes of UTF-8 to a terminal, through <see cref="VisibleWriter"/>.</summary>
internal sealed class VisibleStream(TextWriter terminal) : OutputStream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

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
}

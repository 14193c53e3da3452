using System.Text;

namespace MeshStarter.Cli;

/// <summary>Writes notes and problems, and passes over those that cannot be written: no command fails because of them.</summary>
/// <param name="inner">Takes the text.</param>
internal sealed class NoteWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override string NewLine => inner.NewLine;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        try
        {
            inner.Write(value);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The disk is full, or standard error was closed by 2>&-.
        }
    }

    public override void WriteLine() => Write(NewLine);
}

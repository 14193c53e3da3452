using System.Text;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli;

/// <summary>Writes text with its control characters escaped: names and texts come from others, and must not act on the terminal.</summary>
/// <param name="inner">Takes the text.</param>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override string NewLine => inner.NewLine;

    public override void Write(char value)
    {
        if (VisibleText.IsHidden(value) && value is not ('\n' or '\r' or '\t'))
        {
            inner.Write(VisibleText.Escape(value));
        }
        else
        {
            inner.Write(value);
        }
    }

    public override void Write(string? value)
    {
        if (value is not null)
        {
            inner.Write(VisibleText.Of(value));
        }
    }

    public override void WriteLine(string? value)
    {
        Write(value);
        inner.WriteLine();
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override void Flush() => inner.Flush();
}

using System.Globalization;
using System.Text;

namespace MeshStarter.AppHost.Logs;

/// <summary>Writes to the terminal, or to the file that takes its place, and loses what cannot be written: a full disk or a terminal that was closed does not stop the mesh.</summary>
/// <param name="terminal">The writer of the terminal.</param>
internal sealed class TerminalWriter(TextWriter terminal) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => terminal.Encoding;

    /// <summary>Puts it in the place of this process's two writers.</summary>
    public static void Install()
    {
        Console.SetOut(new TerminalWriter(Console.Out));
        Console.SetError(new TerminalWriter(Console.Error));
    }

    public override void Write(char value) => Try(() => terminal.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => terminal.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => terminal.Write(value));

    public override void WriteLine(string? value) => Try(() => terminal.WriteLine(value));

    public override void Flush() => Try(terminal.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // The logs of the data folder have it, where their disk has room.
        }
    }
}

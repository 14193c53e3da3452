using System.Text;

namespace MeshStarter.TestKit;

/// <summary>A console that takes what a call of a program writes for that call; what anybody else writes concurrently goes on to the console of before.</summary>
internal sealed class CallWriter(TextWriter before) : TextWriter
{
    private readonly AsyncLocal<StringBuilder?> _call = new();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Takes what is written from here on in this flow of control for a call's.</summary>
    /// <returns>What the call has written.</returns>
    public Func<string> Begin()
    {
        var written = new StringBuilder();
        _call.Value = written;
        return () =>
        {
            lock (written)
            {
                return written.ToString();
            }
        };
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (_call.Value is not { } written)
        {
            before.Write(value);
            return;
        }

        lock (written)
        {
            written.Append(value);
        }
    }
}

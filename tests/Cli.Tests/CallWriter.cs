using System.Text;

namespace MeshStarter.Cli.Tests;

/// <summary>A console that takes what one call of the program writes; what anybody else writes concurrently goes on to the console of before.</summary>
internal sealed class CallWriter(TextWriter before) : TextWriter
{
    private readonly AsyncLocal<bool> _isCall = new();
    private readonly StringBuilder _written = new();

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Takes what is written from here on in this flow of control for the call's.</summary>
    public void Begin() => _isCall.Value = true;

    public override void Write(char value)
    {
        if (_isCall.Value)
        {
            lock (_written)
            {
                _written.Append(value);
            }
        }
        else
        {
            before.Write(value);
        }
    }

    public override void Write(string? value)
    {
        if (_isCall.Value)
        {
            lock (_written)
            {
                _written.Append(value);
            }
        }
        else
        {
            before.Write(value);
        }
    }

    public override string ToString()
    {
        lock (_written)
        {
            return _written.ToString();
        }
    }
}

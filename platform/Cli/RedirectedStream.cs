namespace MeshStarter.Cli;

/// <summary>Writes bytes to standard output that is a file or a pipe, and ends the command where the pipe's reader has gone.</summary>
internal sealed class RedirectedStream : OutputStream
{
    private readonly Stream _output = Console.OpenStandardOutput();

    public override void Write(byte[] buffer, int offset, int count)
    {
        _output.Write(buffer, offset, count);
        OutputReader.Require();
    }

    public override void Flush() => _output.Flush();
}

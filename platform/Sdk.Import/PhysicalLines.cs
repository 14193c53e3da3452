namespace MeshStarter.Sdk.Import;

/// <summary>
/// The lines of a text as an editor or <c>sed -n 9p</c> counts them: each ends with a line feed, before which a carriage
/// return is left out. A carriage return elsewhere is part of the line (TextReader.ReadLine would count a line for it).
/// </summary>
internal sealed class PhysicalLines(TextReader text)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line; null at the end.</summary>
    public string? Next()
    {
        var begun = "";
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var place = rest.IndexOf('\n');
            if (place >= 0)
            {
                _start += place + 1;
                return WithoutReturn(string.Concat(begun, rest[..place]));
            }

            begun = string.Concat(begun, rest);
            (_start, _end) = (0, text.Read(_buffer));
            if (_end == 0)
            {
                return begun.Length == 0 ? null : WithoutReturn(begun);
            }
        }
    }

    private static string WithoutReturn(string line) => line.EndsWith('\r') ? line[..^1] : line;
}

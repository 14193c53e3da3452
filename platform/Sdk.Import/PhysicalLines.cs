using System.Globalization;
using System.Text;

namespace MeshStarter.Sdk.Import;

/// <summary>
/// The lines of a text as an editor or <c>sed -n 9p</c> counts them: each ends with a line feed, before which a carriage
/// return is left out. A carriage return elsewhere is part of the line (TextReader.ReadLine would count a line for it).
/// </summary>
/// <param name="text">The text.</param>
/// <param name="name">The file's name, for messages.</param>
internal sealed class PhysicalLines(TextReader text, string name)
{
    /// <summary>The most characters of a line: a file without line feeds would otherwise be in memory as a whole.</summary>
    public const int Longest = 16 << 20;

    private readonly char[] _buffer = new char[16 * 1024];
    private int _start;
    private int _end;
    private int _line;

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="SourceUnreadableException">It has more than <see cref="Longest"/> characters.</exception>
    public string? Next()
    {
        _line++;
        StringBuilder? begun = null;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var place = rest.IndexOf('\n');
            var part = place < 0 ? rest : rest[..place];
            if ((begun?.Length ?? 0) + part.Length > Longest)
            {
                throw new SourceUnreadableException(string.Create(CultureInfo.InvariantCulture, $"{name}:{_line}: has more than {Longest} characters. Fix: end each row with a line feed."));
            }

            if (place >= 0)
            {
                _start += place + 1;
                return WithoutReturn(begun is null ? part.ToString() : begun.Append(part).ToString());
            }

            begun = (begun ?? new StringBuilder()).Append(part);
            (_start, _end) = (0, text.Read(_buffer));
            if (_end == 0)
            {
                return begun.Length == 0 ? null : WithoutReturn(begun.ToString());
            }
        }
    }

    private static string WithoutReturn(string line) => line.EndsWith('\r') ? line[..^1] : line;
}

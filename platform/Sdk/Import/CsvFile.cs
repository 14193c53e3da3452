using CsvHelper;
using CsvHelper.Configuration;

namespace MeshStarter.Sdk.Import;

/// <summary>
/// A CSV file of a source system, read a physical line at a time: a row that is broken, even by a quote that is never
/// closed, costs itself and nothing else. Values that span lines are therefore bad rows.
/// </summary>
public sealed class CsvFile
{
    private static readonly CsvConfiguration Format = new(System.Globalization.CultureInfo.InvariantCulture)
    {
        HasHeaderRecord = false,
        BadDataFound = null,
        // A line is cut before it is parsed: a carriage return inside it is part of a value.
        NewLine = "\n",
    };

    private readonly string _path;
    private readonly IReadOnlySet<string> _personal;

    /// <summary>Names a file; nothing is opened yet.</summary>
    /// <param name="folder">Absolute path of the folder it lies in.</param>
    /// <param name="name">Its name, such as <c>orders.csv</c>.</param>
    /// <param name="personal">Columns whose values are personal data and never stand in a message.</param>
    public CsvFile(string folder, string name, params string[] personal)
    {
        _path = Path.Combine(folder, name);
        Name = name;
        _personal = personal.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>The rows in their order; a broken one has a problem and no values.</summary>
    /// <param name="columns">The columns that are read; the header must have each, in any order.</param>
    /// <exception cref="SourceUnreadableException">The file is missing, unreadable, or its header lacks a column.</exception>
    public IEnumerable<CsvRow> Rows(params string[] columns)
    {
        using var reader = Open();
        var lines = new PhysicalLines(reader);
        var header = Fields(Next(lines) ?? throw new SourceUnreadableException($"{Name}: the file is empty; its first line must name the columns."))
            ?? throw new SourceUnreadableException($"{Name}:1: a quote in the header is never closed.");
        var missing = columns.Except(header, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new SourceUnreadableException($"{Name}:1: the header lacks {string.Join(", ", missing)}.");
        }

        var places = columns.ToDictionary(column => column, column => Array.IndexOf(header, column), StringComparer.Ordinal);
        for (var line = 2; Next(lines) is { } text; line++)
        {
            if (text.Length > 0)
            {
                yield return Row(line, text, header.Length, places);
            }
        }
    }

    private CsvRow Row(int line, string text, int columns, IReadOnlyDictionary<string, int> places)
    {
        var fields = Fields(text);
        var problem = fields is null ? "a quote is never closed on this line"
            : fields.Length != columns ? $"has {fields.Length} columns where the header has {columns}"
            : text.Contains('\uFFFD', StringComparison.Ordinal) ? "is not UTF-8 text"
            : text.Contains('\0', StringComparison.Ordinal) ? "holds the character U+0000, which no text has"
            : null;
        return new CsvRow(Name, line, fields ?? [], places, _personal, problem);
    }

    private StreamReader Open()
    {
        try
        {
            return new StreamReader(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceUnreadableException($"{Name}: cannot be read: {exception.Message}", exception);
        }
    }

    private string? Next(PhysicalLines lines)
    {
        try
        {
            return lines.Next();
        }
        catch (IOException exception)
        {
            throw new SourceUnreadableException($"{Name}: cannot be read to its end: {exception.Message}", exception);
        }
    }

    private static string[]? Fields(string line)
    {
        if (line.AsSpan().Count('"') % 2 != 0)
        {
            return null;
        }

        using var parser = new CsvParser(new StringReader(line), Format);
        return parser.Read() ? parser.Record : [];
    }
}

using CsvHelper;
using CsvHelper.Configuration;
using MeshStarter.Sdk.Lineage;

namespace MeshStarter.Sdk.Import;

/// <summary>
/// A CSV file of a source system, read a record at a time: a row that is broken costs itself and nothing else. After a
/// quote that is never closed no row can be found, and the rest of the file is not read.
/// </summary>
/// <param name="folder">Absolute path of the folder it is in; nothing is opened yet.</param>
/// <param name="format">The format of the file.</param>
public sealed class CsvFile(string folder, CsvFormat format)
{
    private static readonly CsvConfiguration Syntax = new(System.Globalization.CultureInfo.InvariantCulture)
    {
        HasHeaderRecord = false,
        BadDataFound = null,
        // A record is cut before it is parsed: a carriage return inside it is part of a value.
        NewLine = "\n",
    };

    /// <summary>The file's name.</summary>
    public string Name => format.Name;

    /// <summary>The path of its content; where it is a copy, not that of its name.</summary>
    internal string Content { get; init; } = Path.Combine(folder, format.Name);

    /// <summary>Takes the names of the header before the rows are read.</summary>
    internal Action<IReadOnlyList<string>> Header { get; init; } = static _ => { };

    /// <summary>
    /// The rows in their order; a broken one has a problem and no values. A row that repeats an earlier one is left out.
    /// </summary>
    /// <exception cref="SourceUnreadableException">The file is missing, unreadable, has a line of more than 16 Mi characters, or its header lacks a column.</exception>
    public IEnumerable<CsvRow> Rows()
    {
        using var reader = Open();
        var lines = new PhysicalLines(reader, Name);
        var records = new CsvRecords(() => Next(lines));
        var first = records.Next() ?? throw new SourceUnreadableException($"{Name}: the file is empty; its first line must name the columns.");
        var header = first.Problem is null ? Fields(first.Text)
            : throw new SourceUnreadableException($"{Name}:1: {(first.IsLast ? "a quote in the header is never closed" : $"the header {first.Problem}")}.");
        Header(header);
        var columns = Columns(header);
        var places = columns.ToDictionary(column => column.Column.Name, column => column.Place, StringComparer.Ordinal);
        var repeated = new RepeatedRows();
        for (var isEnd = false; !isEnd && records.Next() is { } record; isEnd = record.IsLast)
        {
            if (record is { Text.Length: 0, Problem: null })
            {
                continue;
            }

            var line = record.Line;
            var fields = record.Problem is null ? Fields(record.Text) : [];
            if ((Problem(record, fields, header.Length) ?? Problem(fields, columns)) is { } problem)
            {
                yield return new CsvRow(line, [], places, $"{Name}:{line}: {problem}");
            }
            else if ((format.Key.Count == 0 ? null : repeated.Add(Key(fields, places), fields, line)) is not { } earlier)
            {
                yield return new CsvRow(line, fields, places, problem: null);
            }
            else if (!earlier.IsSame)
            {
                yield return new CsvRow(line, [], places, $"{Name}:{line}: {Repeats(fields[places[format.Key[^1].Name]], earlier.Line)}");
            }
        }
    }

    private static string? Problem(CsvRecord record, string[] fields, int columns) =>
        record.Problem is not null ? record.Problem
        : fields.Length != columns ? $"has {fields.Length} columns where the header has {columns}"
        : record.Text.Contains(MarkedText.NotText, StringComparison.Ordinal) ? "is not UTF-8 text"
        : record.Text.Contains('\0', StringComparison.Ordinal) ? "holds the character U+0000, which no text has"
        : null;

    // From left to right, as who reads the line sees it; the first is reported.
    private static string? Problem(string[] fields, IReadOnlyList<(CsvColumn Column, int Place)> columns)
    {
        foreach (var (column, place) in columns)
        {
            if (!column.Accepts(fields[place], out _))
            {
                return CsvRow.Describe(column, fields[place], column.Rule);
            }
        }

        return null;
    }

    private string Repeats(string value, int line)
    {
        var sibling = format.Key.Count == 1 ? "" : $" for this {string.Join(" and ", format.Key.SkipLast(1).Select(column => column.Name))}";
        return CsvRow.Describe(format.Key[^1], value, $"is on line {line} already{sibling}, with other values");
    }

    private IEnumerable<string> Key(string[] fields, IReadOnlyDictionary<string, int> places) => format.Key.Select(column =>
    {
        column.Accepts(fields[places[column.Name]], out var canonical);
        return canonical;
    });

    private List<(CsvColumn Column, int Place)> Columns(string[] header)
    {
        CsvColumn[] needed = [.. format.Key, .. format.Columns];
        if (needed.Select(column => column.Name).Except(header, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
        {
            throw new SourceUnreadableException($"{Name}:1: the header lacks {string.Join(", ", missing)}.");
        }

        var known = needed.Concat(format.Unread).ToDictionary(column => column.Name, StringComparer.Ordinal);
        var found = header.Index().Where(named => known.ContainsKey(named.Item)).Select(named => (Column: known[named.Item], Place: named.Index)).ToList();
        return found.CountBy(column => column.Column.Name, StringComparer.Ordinal).FirstOrDefault(name => name.Value > 1).Key is { } twice
            ? throw new SourceUnreadableException($"{Name}:1: the header names {twice} twice.")
            : found;
    }

    private StreamReader Open()
    {
        ImportedFiles.Note(folder, Name);
        try
        {
            return MarkedText.Open(Content);
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

    private static string[] Fields(string record)
    {
        using var parser = new CsvParser(new StringReader(record), Syntax);
        return parser.Read() ? parser.Record! : [];
    }
}

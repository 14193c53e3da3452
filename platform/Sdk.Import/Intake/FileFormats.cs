using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Files;
using MeshStarter.Platform.Sources.Rows;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Reads the rows of a source's files, by the format of each.</summary>
internal static class FileFormats
{
    private static readonly char[] OtherSeparators = [';', '\t', '|'];

    private static readonly (string End, FileFormat Format)[] Ends = [(".csv", FileFormat.Csv), (".jsonl", FileFormat.JsonLines), (".ndjson", FileFormat.JsonLines), (".parquet", FileFormat.Parquet)];

    /// <summary>Returns the format of a file; null for one that is none of the source's.</summary>
    public static FileFormat? Of(FilesSource source, string name) =>
        source.Format ?? Ends.Where(end => name.EndsWith(end.End, StringComparison.OrdinalIgnoreCase)).Select(end => (FileFormat?)end.Format).FirstOrDefault();

    /// <summary>Reads the rows in their order; a broken one has a problem.</summary>
    /// <param name="format">The format of the file.</param>
    /// <param name="file">The file.</param>
    /// <param name="columns">The columns of the source.</param>
    /// <param name="lacked">Takes the columns that the file lacks, where it names its columns once: they are null in each row.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceRefusedException">The file cannot be read as a whole.</exception>
    /// <exception cref="SourceUnreadableException">The file cannot be read as a whole, such as for a line that is too long.</exception>
    public static IEnumerable<FileRow> Read(FileFormat format, StagedFile file, SourceColumns columns, Action<IReadOnlyList<string>> lacked, CancellationToken cancellationToken) => format switch
    {
        FileFormat.Csv => Csv(file, columns, lacked),
        FileFormat.JsonLines => JsonLines(file, columns),
        _ => ParquetRows.Read(file.Path, columns, lacked, cancellationToken),
    };

    private static IEnumerable<FileRow> Csv(StagedFile file, SourceColumns columns, Action<IReadOnlyList<string>> lacked)
    {
        var csv = new CsvFile(file.Folder, new CsvFormat(file.File.Name)
        {
            Key = [],
            Columns = [],
            Unread = [.. columns.All.Select(column => column.Name).Distinct(StringComparer.Ordinal).Select(CsvColumns.OptionalText)],
        })
        {
            Content = file.Path,
            Header = names =>
            {
                if (HeaderProblem(names, columns) is { } problem)
                {
                    throw new SourceRefusedException($"{file.File.Name}:1: the header {problem}");
                }

                lacked(columns.LackedBy(names));
            },
        };
        foreach (var row in csv.Rows())
        {
            yield return row.Problem is { } problem
                ? new FileRow(row.Line, Row: null, problem[$"{csv.Name}:{row.Line}: ".Length..])
                : new FileRow(row.Line, columns.Row(row.TextOf), Problem: null);
        }
    }

    private static string? HeaderProblem(IReadOnlyList<string> names, SourceColumns columns) =>
        names is [var only] && only.IndexOfAny(OtherSeparators) is var at and >= 0 && columns.LackedBy(names).Count == columns.All.Count
            ? $"has one column alone. Fix: separate the columns by commas; they are separated by {Quoted.Text(only[at..(at + 1)])}."
            : columns.Problem(names);

    private static IEnumerable<FileRow> JsonLines(StagedFile file, SourceColumns columns)
    {
        using var text = MarkedText.Open(file.Path);
        var lines = new PhysicalLines(text, file.File.Name);
        for (var line = 1; lines.Next() is { } read; line++)
        {
            if (read.Length > 0)
            {
                yield return JsonLine(line, read, columns);
            }
        }
    }

    private static FileRow JsonLine(int line, string text, SourceColumns columns)
    {
        if (text.Contains(MarkedText.NotText, StringComparison.Ordinal))
        {
            return new FileRow(line, Row: null, "is not UTF-8 text");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new FileRow(line, Row: null, "is no JSON object");
            }

            return columns.Misspelt([.. document.RootElement.EnumerateObject().Select(member => member.Name)]) is { } misspelt
                ? new FileRow(line, Row: null, misspelt)
                : new FileRow(line, columns.Row(document.RootElement), Problem: null);
        }
        catch (JsonException)
        {
            return new FileRow(line, Row: null, "is not JSON");
        }
        catch (InvalidOperationException)
        {
            // {"name":"\ud800"}: the form is that of JSON, and the text is found to be none when it is read.
            return new FileRow(line, Row: null, "escapes half of a character, which no text has");
        }
    }
}

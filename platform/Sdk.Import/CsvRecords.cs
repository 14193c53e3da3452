using System.Text;

namespace MeshStarter.Sdk.Import;

/// <summary>The records of a CSV file by RFC 4180: a value in quotes may have several lines, which are joined by line feeds.</summary>
/// <param name="next">Reads the next physical line; null at the end.</param>
internal sealed class CsvRecords(Func<string?> next)
{
    /// <summary>Most characters of a record with several lines. A quote that is not closed by then never is.</summary>
    public const int MostCharacters = 16 * 1024 * 1024;

    private const string TextBehindQuote = "has text behind the closing quote of a value";

    private enum Place
    {
        Start,
        Plain,
        Quoted,
        AfterQuote,
        AfterValue,
    }

    private int _line;

    /// <summary>Reads the next record; null at the end of the file. After one that is not closed there is none.</summary>
    public CsvRecord? Next()
    {
        if (Line() is not { } text)
        {
            return null;
        }

        var first = _line;
        var (place, isWellFormed) = Read(text, Place.Start);
        if (place != Place.Quoted)
        {
            return new CsvRecord(first, text, Problem(text) ?? (isWellFormed ? null : TextBehindQuote));
        }

        var joined = new StringBuilder(text);
        while (place == Place.Quoted)
        {
            if (joined.Length > MostCharacters || Line() is not { } further)
            {
                return new CsvRecord(first, "", "a quote that opens here is never closed, and the rest of the file is not read. Fix: close the quote, or double one that is part of a value.") { IsLast = true };
            }

            joined.Append('\n').Append(further);
            (place, var isGood) = Read(further, place);
            isWellFormed &= isGood;
        }

        return new CsvRecord(first, joined.ToString(), isWellFormed ? null : $"{TextBehindQuote} with several lines, on line {_line}");
    }

    private string? Line()
    {
        var line = next();
        _line += line is null ? 0 : 1;
        return line;
    }

    private static string? Problem(string line) =>
        line.AsSpan().Count('"') % 2 == 0 ? null : "has a quote where no value begins or ends";

    // Where the line leaves the reader, and whether each value in quotes ends with its quote.
    private static (Place Place, bool IsWellFormed) Read(string line, Place place)
    {
        var isWellFormed = true;
        foreach (var c in line)
        {
            place = (place, c) switch
            {
                (Place.Quoted, '"') => Place.AfterQuote,
                (Place.Quoted, _) => Place.Quoted,
                (Place.AfterQuote or Place.Start, '"') => Place.Quoted,
                (_, ',') => Place.Start,
                (Place.AfterQuote or Place.AfterValue, _) => Place.AfterValue,
                _ => Place.Plain,
            };
            isWellFormed &= place != Place.AfterValue;
        }

        return (place, isWellFormed);
    }
}

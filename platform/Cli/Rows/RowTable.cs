using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Texts;
using Wcwidth;

namespace MeshStarter.Cli.Rows;

/// <summary>Writes rows as a table for people. Its columns are as wide as the first rows need; a wider value later on takes the place that it needs.</summary>
internal sealed class RowTable(TextWriter output)
{
    private const string Null = "NULL";

    // Rows that are read before the first is written.
    private const int Ahead = 1_000;

    private readonly List<IReadOnlyList<string?>> _first = [];

    private int[] _widths = [];
    private bool[] _areNumbers = [];

    /// <summary>Writes the table.</summary>
    /// <param name="rows">The names of the columns, and then the rows.</param>
    /// <returns>The number of rows.</returns>
    public async Task<long> WriteAsync(IAsyncEnumerable<IReadOnlyList<string?>> rows)
    {
        var count = -1L;
        await foreach (var row in rows)
        {
            count++;
            if (count < Ahead)
            {
                _first.Add(row);
                continue;
            }

            await WriteFirstAsync();
            await output.WriteLineAsync(Line(row));
        }

        await WriteFirstAsync();
        return Math.Max(count, 0);
    }

    private async Task WriteFirstAsync()
    {
        if (_first is not [var names, ..])
        {
            return;
        }

        _widths = [.. names.Select((_, column) => _first.Max(row => Width(Cell(row, column))))];
        _areNumbers = [.. names.Select((_, column) => _first.Skip(1).All(row => IsNumberOrNull(row[column])) && _first.Skip(1).Any(row => row[column] is not null))];
        await output.WriteLineAsync(Line(names));
        await output.WriteLineAsync(string.Join("-+-", _widths.Select(width => new string('-', width))));
        foreach (var row in _first.Skip(1))
        {
            await output.WriteLineAsync(Line(row));
        }

        _first.Clear();
    }

    private string Line(IReadOnlyList<string?> row)
    {
        var line = new StringBuilder();
        for (var column = 0; column < row.Count; column++)
        {
            var cell = Cell(row, column);
            var blanks = new string(' ', Math.Max(0, _widths[column] - Width(cell)));
            line.Append(column == 0 ? "" : " | ").Append(_areNumbers[column] ? blanks + cell : cell + blanks);
        }

        return line.ToString().TrimEnd(' ');
    }

    private static string Cell(IReadOnlyList<string?> row, int column) => row[column] is { } text ? VisibleText.Line(text) : Null;

    // In cells of the terminal: a Chinese character takes two, an accent that is added to a letter none.
    private static int Width(string text) => text.EnumerateRunes().Sum(rune => Math.Max(0, UnicodeCalculator.GetWidth(rune)));

    private static bool IsNumberOrNull(string? text) => text is null || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}

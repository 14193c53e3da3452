using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Import;

/// <summary>One row of a <see cref="CsvFile"/>, validated against the file's format: either it has a <see cref="Problem"/>, or every value can be read.</summary>
public sealed class CsvRow
{
    private readonly IReadOnlyList<string> _fields;
    private readonly IReadOnlyDictionary<string, int> _places;

    internal CsvRow(int line, IReadOnlyList<string> fields, IReadOnlyDictionary<string, int> places, string? problem) =>
        (Line, _fields, _places, Problem) = (line, fields, places, problem);

    /// <summary>The physical line it is on; the header is line 1.</summary>
    public int Line { get; }

    /// <summary>The fault of the row, as <c>file:line: column: …</c>; null when there is none.</summary>
    public string? Problem { get; }

    /// <summary>A value.</summary>
    /// <exception cref="InvalidOperationException">The row has a problem, or its file's format does not read the column.</exception>
    public T Get<T>(CsvValueColumn<T> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return Problem is null && _places.TryGetValue(column.Name, out var place) && column.Read(_fields[place], out var value)
            ? value
            : throw new InvalidOperationException($"{column.Name} cannot be read of this row.");
    }

    /// <summary>The text of a column; null where it is empty, or the file has no such column.</summary>
    internal string? TextOf(string column) => _places.TryGetValue(column, out var place) && _fields[place].Length > 0 ? _fields[place] : null;

    /// <summary>Describes the fault of a value, for the line.</summary>
    internal static string Describe(CsvColumn column, string value, string reason) =>
        column.IsPersonal ? $"{column.Name}: {reason}" : $"{column.Name}: {Quoted.Text(value)} {reason}";
}

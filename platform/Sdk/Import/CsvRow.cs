using System.Buffers;
using System.Globalization;
using System.Text;

namespace MeshStarter.Sdk.Import;

/// <summary>
/// One row of a <see cref="CsvFile"/>. Reading a value that is not of the asked type notes the row's
/// <see cref="Problem"/> (the first one stays) and yields a default, so a row is read to its end and then judged once.
/// </summary>
public sealed class CsvRow
{
    private const int ShownLength = 40;

    // Sums of many such amounts still fit DECIMAL(18,2).
    private const decimal MoneyLimit = 1_000_000_000m;

    // Guid's own reader also takes "0x" and "+" inside a group, and white space around.
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdefABCDEF-");

    private readonly string _file;
    private readonly int _line;
    private readonly string[] _fields;
    private readonly IReadOnlyDictionary<string, int> _places;
    private readonly IReadOnlySet<string> _personal;

    internal CsvRow(string file, int line, string[] fields, IReadOnlyDictionary<string, int> places, IReadOnlySet<string> personal, string? problem)
    {
        _file = file;
        _line = line;
        _fields = fields;
        _places = places;
        _personal = personal;
        Problem = problem is null ? null : $"{file}:{line}: {problem}";
    }

    /// <summary>What is wrong with the row, as <c>file:line: column: …</c>; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>A text that must be there.</summary>
    public string Text(string column) => Optional(column) ?? Note(column, "", "must not be empty");

    /// <summary>A text that may be empty; null then.</summary>
    public string? Optional(string column) => Value(column) is { Length: > 0 } text ? text : null;

    /// <summary>An id: 32 hexadecimal digits, with or without hyphens.</summary>
    public Guid Uuid(string column) =>
        !Value(column).AsSpan().ContainsAnyExcept(IdCharacters) && (Guid.TryParseExact(Value(column), "N", out var id) || Guid.TryParseExact(Value(column), "D", out id))
            ? id : Note(column, Guid.Empty, "is not an id of 32 hexadecimal digits");

    /// <summary>A whole number of at least <paramref name="minimum"/>.</summary>
    public int Whole(string column, int minimum = int.MinValue) =>
        int.TryParse(Value(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum
            ? number : Note(column, 0, minimum == int.MinValue ? "is not a whole number" : $"is not a whole number of at least {minimum}");

    /// <summary>An amount of money with at most two decimals, of at least <paramref name="minimum"/> and less than a billion.</summary>
    public decimal Money(string column, decimal minimum = -MoneyLimit) =>
        decimal.TryParse(Value(column), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && HasTwoDecimals(Value(column)) && amount >= minimum && amount < MoneyLimit
            ? decimal.Round(amount, 2) : Note(column, 0m, minimum > -MoneyLimit ? $"is not an amount of at least {minimum} with at most two decimals" : "is not an amount with at most two decimals");

    /// <summary>One of a list of words.</summary>
    public string OneOf(string column, IReadOnlyList<string> words) =>
        words.Contains(Value(column), StringComparer.Ordinal) ? Value(column) : Note(column, "", $"is not one of {string.Join(", ", words)}");

    /// <summary>A wall-clock time of a zone, as an instant; null when the value is empty.</summary>
    /// <param name="column">The column.</param>
    /// <param name="format">The exact format, such as <c>M/d/yyyy H:mm</c>.</param>
    /// <param name="zone">The zone whose clocks showed it.</param>
    public DateTimeOffset? Instant(string column, string format, TimeZoneInfo zone) =>
        Value(column).Length == 0 ? null : LocalTime(column, format) is { } local ? WallClock.ToInstant(local, zone) : null;

    /// <summary>The day of a wall-clock time; null when the value is empty.</summary>
    public DateOnly? Day(string column, string format) =>
        Value(column).Length == 0 ? null : LocalTime(column, format) is { } local ? DateOnly.FromDateTime(local) : null;

    /// <summary>Notes what is wrong with a column's value in a way that only the importer knows.</summary>
    public void Reject(string column, string reason) => Note(column, 0, reason);

    // By its text: reading rounds what lies beyond 28 digits.
    private static bool HasTwoDecimals(string amount) =>
        amount.IndexOf('.', StringComparison.Ordinal) is var point && (point < 0 || amount.AsSpan(point + 1).TrimEnd('0').Length <= 2);

    // At the edges of the calendar the zone's offset would lead out of it.
    private DateTime? LocalTime(string column, string format) =>
        DateTime.TryParseExact(Value(column), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 1 and < 9999
            ? local : Note<DateTime?>(column, null, $"is not a time as {format}");

    private string Value(string column) => _places[column] < _fields.Length ? _fields[_places[column]] : "";

    private T Note<T>(string column, T instead, string reason)
    {
        Problem ??= _personal.Contains(column)
            ? $"{_file}:{_line}: {column}: {reason}"
            : $"{_file}:{_line}: {column}: \"{Shown(Value(column))}\" {reason}";
        return instead;
    }

    // A value from outside goes to a terminal: it is short there and cannot move the cursor.
    private static string Shown(string value)
    {
        var shown = new StringBuilder();
        foreach (var rune in value.EnumerateRunes().Take(ShownLength))
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune);
            }
        }

        return shown.ToString();
    }
}

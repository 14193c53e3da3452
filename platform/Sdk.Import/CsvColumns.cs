using System.Buffers;
using System.Globalization;

namespace MeshStarter.Sdk.Import;

/// <summary>The kinds of columns that a source's files have. A value that may be empty says so: <see cref="OrEmpty"/>.</summary>
public static class CsvColumns
{
    // Sums of many such amounts still fit DECIMAL(18,2).
    private const decimal MoneyLimit = 1_000_000_000m;

    // Guid's own reader also takes "0x" and "+" inside a group, and white space around.
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdefABCDEF-");

    /// <summary>An id: 32 hexadecimal digits, with or without hyphens.</summary>
    public static CsvValueColumn<Guid> Id(string name) => new(name, "is not an id of 32 hexadecimal digits", ReadId);

    /// <summary>A whole number of at least <paramref name="minimum"/>, of 32 bits.</summary>
    public static CsvValueColumn<int> Whole(string name, int minimum) => new(
        name,
        $"is not a whole number of at least {minimum}",
        (text, out value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum);

    /// <summary>A code of digits alone, which may have lost the zeros it began with.</summary>
    /// <param name="name">The column.</param>
    /// <param name="length">Most digits.</param>
    public static CsvValueColumn<string> Digits(string name, int length) => new(
        name,
        $"is not a code of 1 to {length} digits",
        (text, out value) => (value = text).Length >= 1 && text.Length <= length && text.All(char.IsAsciiDigit));

    /// <summary>An amount of money with at most two decimals, less than a billion; it may be below zero (money that goes back).</summary>
    public static CsvValueColumn<decimal> Money(string name) => new(
        name, "is not an amount with at most two decimals", (text, out value) => ReadMoney(text, out value) && value >= -MoneyLimit);

    /// <summary>A price: an amount of money of at least zero.</summary>
    public static CsvValueColumn<decimal> Price(string name) => new(
        name, "is not an amount of at least 0 with at most two decimals", (text, out value) => ReadMoney(text, out value) && value >= 0);

    /// <summary>A wall-clock time, without a zone: not in the calendar's first and last year, where a zone's offset would lead out of it.</summary>
    /// <param name="name">The column.</param>
    /// <param name="format">How it is written exactly, such as <c>M/d/yyyy H:mm</c>.</param>
    public static CsvValueColumn<DateTime> Time(string name, string format) => new(
        name, $"is not a time as {format}", (text, out value) => DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out value) && value.Year is > 1 and < 9999);

    /// <summary>One of a list of words.</summary>
    public static CsvValueColumn<string> OneOf(string name, IReadOnlyList<string> words) => new(
        name, $"is not one of {string.Join(", ", words)}", (text, out value) => words.Contains(value = text, StringComparer.Ordinal));

    /// <summary>A text that must be there.</summary>
    /// <param name="name">The column.</param>
    /// <param name="length">Most characters.</param>
    public static CsvValueColumn<string> Text(string name, int length) => new(
        name, $"is not a text of 1 to {length} characters", (text, out value) => (value = text).Length >= 1 && text.Length <= length);

    /// <summary>A text that may be empty; null then.</summary>
    public static CsvValueColumn<string?> OptionalText(string name) => new(name, "is not a text", (text, out value) =>
    {
        value = text.Length == 0 ? null : text;
        return true;
    });

    /// <summary>The same column where it may be empty; null then.</summary>
    public static CsvValueColumn<T?> OrEmpty<T>(this CsvValueColumn<T> column)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(column);
        return new CsvValueColumn<T?>(column.Name, column.Rule, (text, out value) =>
        {
            var there = column.Read(text, out var read);
            value = there ? read : null;
            return there || text.Length == 0;
        })
        {
            IsPersonal = column.IsPersonal,
        };
    }

    private static bool ReadId(string text, out Guid value)
    {
        value = Guid.Empty;
        return !text.AsSpan().ContainsAnyExcept(IdCharacters) && (Guid.TryParseExact(text, "N", out value) || Guid.TryParseExact(text, "D", out value));
    }

    private static bool ReadMoney(string text, out decimal value)
    {
        var read = decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && HasTwoDecimals(text) && value < MoneyLimit;
        value = read ? decimal.Round(value, 2) : 0;
        return read;
    }

    // Its text is checked: reading rounds what is beyond 28 digits.
    private static bool HasTwoDecimals(string amount) =>
        amount.IndexOf('.', StringComparison.Ordinal) is var point && (point < 0 || amount.AsSpan(point + 1).TrimEnd('0').Length <= 2);
}

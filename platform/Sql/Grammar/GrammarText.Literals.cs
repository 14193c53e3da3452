using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Literals that the engine's parser does not know, or reads as casts.</summary>
internal sealed partial class GrammarText
{
    private static readonly string[] IntervalUnits = ["SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR"];

    private const int MaxIntervalDigits = 12;

    // 0x1F, 0b101, 0o17: the engine reads a zero with an alias.
    private void Number(int at, string number)
    {
        var digits = number[2..].Replace("_", "", StringComparison.Ordinal);
        try
        {
            var value = Convert.ToUInt64(digits, number[1] switch { 'X' => 16, 'B' => 2, _ => 8 });
            if (value <= long.MaxValue)
            {
                Replace(at, at, value.ToString(CultureInfo.InvariantCulture));
            }
        }
        catch (Exception none) when (none is FormatException or OverflowException or ArgumentException)
        {
            // Left to the parser.
        }
    }

    private void Unicode(int at)
    {
        var isText = true;
        var plain = UnicodeEscape().Replace(_tokens[at + 2].Value, match =>
        {
            if (match.Value == "\\\\")
            {
                return "\\";
            }

            isText &= Rune.TryCreate(int.Parse(match.ValueSpan.TrimStart("\\+"), NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune);
            return rune.ToString();
        });
        if (!isText)
        {
            // No character: left to the parser.
            return;
        }

        Replace(at, at + 2, $"'{plain.Replace("'", "''", StringComparison.Ordinal)}'");
    }

    // INTERVAL 1 DAY, INTERVAL (n) DAY; a column may have the name.
    private void RefuseInterval(int at, int value)
    {
        if (value < _tokens.Count && _tokens[value] is { Kind: QueryTokenKind.Word, Value: [>= '0' and <= '9', ..] } number)
        {
            throw Instead(value, number.Value, $"the number in quotes: INTERVAL '{number.Value}' DAY");
        }

        if (Is(at + 1, "(") && Closing(at + 1) is { } end && end + 1 < _tokens.Count && _tokens[end + 1].Kind == QueryTokenKind.Word && !Word(at - 1, "AS"))
        {
            throw Refused(at, TrinoErrorCode.FunctionNotFound, "Function 'interval' not registered. Write n * INTERVAL '1' DAY.");
        }
    }

    // INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1 02:03:04' DAY TO SECOND
    private void Interval(int at)
    {
        var sign = Is(at + 1, "-") || Is(at + 1, "+") ? 1 : 0;
        var value = at + 1 + sign;
        if (value >= _tokens.Count || _tokens[value].Kind != QueryTokenKind.Text)
        {
            RefuseInterval(at, value);
            return;
        }

        if (!IntervalUnits.Any(unit => Word(value + 1, unit)))
        {
            throw Refused(at, TrinoErrorCode.TypeNotFound, "Unknown type: interval. Write the number in quotes and its unit behind it: INTERVAL '1' DAY. Units are SECOND, MINUTE, HOUR, DAY, MONTH and YEAR; a week is '7' DAY.");
        }

        var text = _tokens[value].Value;
        if (!Word(value + 2, "TO"))
        {
            RequireInterval(value, text);
            return;
        }

        var isNegative = text.StartsWith('-');
        text = isNegative ? text[1..] : text;
        var minus = Is(at + 1, "-") != isNegative ? "-" : "";
        if (Word(value + 1, "YEAR") && Word(value + 3, "MONTH") && YearMonth().Match(text) is { Success: true } months)
        {
            var all = (int.Parse(months.Groups["y"].ValueSpan, CultureInfo.InvariantCulture) * 12) + int.Parse(months.Groups["m"].ValueSpan, CultureInfo.InvariantCulture);
            Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{minus}{all}' MONTH"));
        }
        else if (Word(value + 1, "DAY") && DaySecond().Match(text) is { Success: true } seconds)
        {
            var all = (Number("d") * 86_400) + (Number("h") * 3_600) + (Number("m") * 60) + Number("s");
            Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{minus}{all}' SECOND"));
            decimal Number(string part) => seconds.Groups[part] is { Success: true } group ? decimal.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
        }
        else if (Seconds(value, text) is { } clock)
        {
            Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{minus}{clock}' SECOND"));
        }
        else
        {
            throw Invalid(value - 1, $"INTERVAL {_tokens[value + 1].Value.ToUpperInvariant()} TO", "INTERVAL '1 02:03:04' DAY TO SECOND");
        }
    }

    // '02:03' HOUR TO MINUTE, '03:04.5' MINUTE TO SECOND
    private decimal? Seconds(int value, string text)
    {
        string[] units = ["HOUR", "MINUTE", "SECOND"];
        var (first, last) = (Array.FindIndex(units, unit => Word(value + 1, unit)), Array.FindIndex(units, unit => Word(value + 3, unit)));
        var parts = text.Split(':');
        if (first < 0 || last <= first || parts.Length != last - first + 1)
        {
            return null;
        }

        var all = 0m;
        for (var part = 0; part < parts.Length; part++)
        {
            if (parts[part].Length > MaxIntervalDigits || !decimal.TryParse(parts[part], part + first == 2 ? NumberStyles.AllowDecimalPoint : NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            all += number * (part + first) switch { 0 => 3_600, 1 => 60, _ => 1 };
        }

        return all;
    }

    // The engine reads INTERVAL 'x' DAY when the query runs; in Trino it is no literal.
    private void RequireInterval(int value, string text)
    {
        var unit = _tokens[value + 1].Value.ToUpperInvariant();
        if (unit is "DAY" or "HOUR" or "MINUTE" or "SECOND" or "MONTH" or "YEAR" && _tokens[value + 1].Kind == QueryTokenKind.Word && !(unit == "SECOND" ? Fraction() : WholeInterval()).IsMatch(text))
        {
            throw Invalid(value - 1, $"INTERVAL {unit}", $"INTERVAL '1' {unit}");
        }
    }

    // The engine's types have precisions of 0, 3, 6 and 9, and with time zone none.
    private void Precision(int at)
    {
        if (Word(at + 4, "WITH") || _tokens[at].Is("TIME") || _tokens[at + 2].Value is not ("0" or "3" or "6" or "9"))
        {
            Replace(at + 1, at + 3, "");
        }
    }

    // The engine casts a literal when the query runs; in Trino it is none.
    private void RequireDay(int at)
    {
        var (type, text) = (_tokens[at].Value.ToUpperInvariant(), _tokens[at + 1].Value);
        if (!(type == "TIME" ? IsClock(text) : Day().Match(text) is { Success: true } day && (type == "TIMESTAMP" ? IsClock(day.Groups["clock"].Value) : day.Groups["clock"].Value.Trim().Length == 0) && IsDay(day)))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidLiteral, $"'{text}' is not a valid {type} literal: write {type switch { "DATE" => "DATE '2026-01-31'", "TIME" => "TIME '12:00:00'", _ => "TIMESTAMP '2026-01-31 12:00:00'" }}.", PositionOf(_original, _tokens[at].Start)));
        }
    }

    // Other forms are the engine's to judge.
    private static bool IsClock(string text)
    {
        var clock = Clock().Match(text);
        return !clock.Success || (Part("h") < 24 && Part("m") < 60 && Part("s") < 60);
        int Part(string name) => clock.Groups[name] is { Success: true } part ? int.Parse(part.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    // Years of other lengths are the engine's to judge.
    private static bool IsDay(Match day)
    {
        var (year, month, date) = (Part("y"), Part("m"), Part("d"));
        return month is >= 1 and <= 12 && date >= 1 && date <= (day.Groups["sign"].Success || year is 0 or > 9999 ? 31 : DateTime.DaysInMonth(year, month));
        int Part(string name) => int.Parse(day.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
    }
}

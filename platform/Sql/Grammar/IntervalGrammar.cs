using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Literals of intervals, of two units too.</summary>
internal static partial class IntervalGrammar
{
    private static readonly string[] IntervalUnits = ["SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR"];

    private const int MaxIntervalDigits = 12;

    // INTERVAL 1 DAY, INTERVAL (n) DAY; a column may have the name.
    private static void RefuseInterval(GrammarTokens tokens, int at, int value)
    {
        if (value < tokens.Count && tokens[value] is { Kind: SqlTokenKind.Word, Value: [>= '0' and <= '9', ..] } number)
        {
            throw tokens.Instead(value, number.Value, $"the number in quotes: INTERVAL '{number.Value}' DAY");
        }

        if (tokens.Is(at + 1, "(") && tokens.Closing(at + 1) is { } end && end + 1 < tokens.Count && tokens[end + 1].Kind == SqlTokenKind.Word && !tokens.Word(at - 1, "AS"))
        {
            throw tokens.Refused(at, TrinoErrorCode.FunctionNotFound, "Function 'interval' not registered. Write n * INTERVAL '1' DAY.");
        }
    }

    // INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1 02:03:04' DAY TO SECOND
    public static void Interval(GrammarTokens tokens, int at)
    {
        var sign = tokens.Is(at + 1, "-") || tokens.Is(at + 1, "+") ? 1 : 0;
        var value = at + 1 + sign;
        if (value >= tokens.Count || tokens[value].Kind != SqlTokenKind.Text)
        {
            RefuseInterval(tokens, at, value);
            return;
        }

        if (!IntervalUnits.Any(unit => tokens.Word(value + 1, unit)))
        {
            throw tokens.Refused(at, TrinoErrorCode.TypeNotFound, "Unknown type: interval. Write the number in quotes and its unit behind it: INTERVAL '1' DAY. Units are SECOND, MINUTE, HOUR, DAY, MONTH and YEAR; a week is '7' DAY.");
        }

        var text = tokens[value].Value;
        if (!tokens.Word(value + 2, "TO") || !IntervalUnits.Any(unit => tokens.Word(value + 3, unit)))
        {
            RequireInterval(tokens, value, text);
            return;
        }

        var isNegative = text.StartsWith('-');
        text = isNegative ? text[1..] : text;
        var minus = tokens.Is(at + 1, "-") != isNegative ? "-" : "";
        if (tokens.Word(value + 1, "YEAR") && tokens.Word(value + 3, "MONTH") && YearMonth().Match(text) is { Success: true } months)
        {
            var all = (int.Parse(months.Groups["y"].ValueSpan, CultureInfo.InvariantCulture) * 12) + int.Parse(months.Groups["m"].ValueSpan, CultureInfo.InvariantCulture);
            tokens.Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{minus}{all}' MONTH"));
        }
        else if (tokens.Word(value + 1, "DAY") && DaySecond().Match(text) is { Success: true } seconds)
        {
            var all = (Number("d") * 86_400) + (Number("h") * 3_600) + (Number("m") * 60) + Number("s");
            tokens.Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{minus}{all}' SECOND"));
            decimal Number(string part) => seconds.Groups[part] is { Success: true } group ? decimal.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
        }
        else if (Seconds(tokens, value, text) is { } clock)
        {
            tokens.Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{minus}{clock}' SECOND"));
        }
        else
        {
            throw tokens.Invalid(value - 1, $"INTERVAL {tokens[value + 1].Value.ToUpperInvariant()} TO", "INTERVAL '1 02:03:04' DAY TO SECOND");
        }
    }

    // '02:03' HOUR TO MINUTE, '03:04.5' MINUTE TO SECOND
    private static decimal? Seconds(GrammarTokens tokens, int value, string text)
    {
        string[] units = ["HOUR", "MINUTE", "SECOND"];
        var (first, last) = (Array.FindIndex(units, unit => tokens.Word(value + 1, unit)), Array.FindIndex(units, unit => tokens.Word(value + 3, unit)));
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
    private static void RequireInterval(GrammarTokens tokens, int value, string text)
    {
        var unit = tokens[value + 1].Value.ToUpperInvariant();
        if (unit is "DAY" or "HOUR" or "MINUTE" or "SECOND" or "MONTH" or "YEAR" && tokens[value + 1].Kind == SqlTokenKind.Word && !(unit == "SECOND" ? Fraction() : WholeInterval()).IsMatch(text))
        {
            throw tokens.Invalid(value - 1, $"INTERVAL {unit}", $"INTERVAL '1' {unit}");
        }
    }

    [GeneratedRegex(@"^\s*[+-]?\d+\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex WholeInterval();

    [GeneratedRegex(@"^\s*[+-]?\d*(?:\.\d*)?\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^(?<y>\d{1,6})-(?<m>\d{1,2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex YearMonth();

    [GeneratedRegex(@"^(?<d>\d{1,9})(?:\s+(?<h>\d{1,2})(?::(?<m>\d{1,2})(?::(?<s>\d{1,2}(?:\.\d{1,9})?))?)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex DaySecond();
}

using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Literals of intervals, of two units too.</summary>
internal static partial class IntervalGrammar
{
    private static readonly string[] IntervalUnits = ["SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR"];

    private const decimal MicrosOfSecond = 1_000_000;

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
            if (sign == 1)
            {
                text = text.Trim();
                tokens.Replace(at + 1, value, $"'{(tokens.Is(at + 1, "-") != text.StartsWith('-') ? "-" : "")}{text.TrimStart('-', '+')}'");
            }

            return;
        }

        var read = IntervalLiteral.Read(tokens.Cursor(at + 1))
            ?? throw tokens.Invalid(value - 1, $"INTERVAL {tokens[value + 1].Value.ToUpperInvariant()} TO", "INTERVAL '1 02:03:04' DAY TO SECOND");
        tokens.Replace(at, value + 3, read.IsOfMonths ? FormattableString.Invariant($"INTERVAL '{read.Amount}' MONTH") : FormattableString.Invariant($"INTERVAL '{read.Amount / MicrosOfSecond}' SECOND"));
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
}

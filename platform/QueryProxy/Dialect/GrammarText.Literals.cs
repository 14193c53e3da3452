using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>Literals that the engine's parser does not know, or reads as casts.</summary>
internal sealed partial class GrammarText
{
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

    // INTERVAL '1-2' YEAR TO MONTH, INTERVAL '1 02:03:04' DAY TO SECOND
    private void Interval(int at)
    {
        var sign = Is(at + 1, "-") || Is(at + 1, "+") ? 1 : 0;
        var value = at + 1 + sign;
        if (value >= _tokens.Count || _tokens[value].Kind != QueryTokenKind.Text || !Word(value + 2, "TO"))
        {
            return;
        }

        var text = _tokens[value].Value;
        var minus = Is(at + 1, "-") ? "-" : "";
        if (Word(value + 1, "YEAR") && Word(value + 3, "MONTH") && YearMonth().Match(text) is { Success: true } months)
        {
            var all = (int.Parse(months.Groups["y"].ValueSpan, CultureInfo.InvariantCulture) * 12) + int.Parse(months.Groups["m"].ValueSpan, CultureInfo.InvariantCulture);
            Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{minus}{all}' MONTH"));
        }
        else if (Word(value + 1, "DAY") && DaySecond().Match(text) is { Success: true } seconds)
        {
            var all = (Number("d") * 86_400) + (Number("h") * 3_600) + (Number("m") * 60) + Number("s");
            Replace(at, value + 3, string.Create(CultureInfo.InvariantCulture, $"to_seconds({minus}{all})"));
            decimal Number(string part) => seconds.Groups[part] is { Success: true } group ? decimal.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
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
        if (!(Day().Match(text) is { Success: true } day && (type == "TIMESTAMP" || day.Groups["clock"].Value.Trim().Length == 0) && IsDay(day)))
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidLiteral, $"'{text}' is not a valid {type} literal: write {(type == "DATE" ? "DATE '2026-01-31'" : "TIMESTAMP '2026-01-31 12:00:00'")}.", PositionOf(_original, _tokens[at].Start)));
        }
    }

    // Years of other lengths are the engine's to judge.
    private static bool IsDay(Match day)
    {
        var (year, month, date) = (Part("y"), Part("m"), Part("d"));
        return month is >= 1 and <= 12 && date >= 1 && date <= (day.Groups["sign"].Success || year is 0 or > 9999 ? 31 : DateTime.DaysInMonth(year, month));
        int Part(string name) => int.Parse(day.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Literals and types of dates and times.</summary>
internal static partial class TimeGrammar
{
    // The engine's types have precisions of 0, 3, 6 and 9, and with time zone none.
    public static void Precision(GrammarTokens tokens, int at)
    {
        if (tokens.Word(at + 4, "WITH") || tokens[at].Is("TIME") || tokens[at + 2].Value is not ("0" or "3" or "6" or "9"))
        {
            tokens.Replace(at + 1, at + 3, "");
        }
    }

    // The engine casts a literal when the query runs; in Trino it is none.
    public static void RequireDay(GrammarTokens tokens, int at)
    {
        var (type, text) = (tokens[at].Value.ToUpperInvariant(), tokens[at + 1].Value);
        if (!(type == "TIME" ? IsClock(text) : Day().Match(text) is { Success: true } day && (type == "TIMESTAMP" ? IsClock(day.Groups["clock"].Value) : day.Groups["clock"].Value.Trim().Length == 0) && IsDay(day)))
        {
            throw tokens.Refused(at, TrinoErrorCode.InvalidLiteral, $"'{text}' is not a valid {type} literal: write {type switch { "DATE" => "DATE '2026-01-31'", "TIME" => "TIME '12:00:00'", _ => "TIMESTAMP '2026-01-31 12:00:00'" }}.");
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

    [GeneratedRegex(@"^\s*(?<sign>[+-])?(?<y>\d{1,6})-(?<m>\d{1,2})-(?<d>\d{1,2})(?<clock>[ T].*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Day();

    [GeneratedRegex(@"^[\sT]*(?<h>\d{1,2}):(?<m>\d{1,2})(?::(?<s>\d{1,2}))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Clock();
}

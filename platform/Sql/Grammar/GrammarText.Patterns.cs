using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>The patterns of texts that are rewritten.</summary>
internal sealed partial class GrammarText
{
    [GeneratedRegex(@"\bdec(?:imal)?\s*['),\[]|\b(?:var)?char\s*\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex LosesType();

    [GeneratedRegex(@"^(?<s>[+-]?)(?<w>\d*(?:_\d+)*)(?:\.(?<f>\d*(?:_\d+)*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex DecimalText();

    [GeneratedRegex(@"\\\\|\\\+[0-9A-Fa-f]{6}|\\[0-9A-Fa-f]{4}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex UnicodeEscape();

    [GeneratedRegex(@"^\s*(?<sign>[+-])?(?<y>\d{1,6})-(?<m>\d{1,2})-(?<d>\d{1,2})(?<clock>[ T].*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Day();

    [GeneratedRegex(@"^[\sT]*(?<h>\d{1,2}):(?<m>\d{1,2})(?::(?<s>\d{1,2}))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^\s*[+-]?\d+\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex WholeInterval();

    [GeneratedRegex(@"^\s*[+-]?\d*(?:\.\d*)?\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^(?<y>\d{1,6})-(?<m>\d{1,2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex YearMonth();

    [GeneratedRegex(@"^(?<d>\d{1,9})(?:\s+(?<h>\d{1,2})(?::(?<m>\d{1,2})(?::(?<s>\d{1,2}(?:\.\d{1,9})?))?)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex DaySecond();
}

using System.Text.RegularExpressions;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>The patterns of texts that are rewritten.</summary>
internal sealed partial class GrammarText
{
    // Most queries have none of these, and are not split.
    [GeneratedRegex(@"\b(?:values|tablesample|within|nulls|array|json|json_value|json_query|json_exists|json_object|json_array|decimal|dec|if|interval|current_timestamp|localtimestamp|current_time|localtime|timestamp|time)\b|\bdate\s*'|\b(?:tinyint|smallint|integer|int|bigint|real|double|boolean|uuid)\s*'|\b(?:var)?char\s*[()]|,\s*(?:from|where|group|having|order|limit|offset|union|except|intersect)\b|,\s*[\])]|\d{20}|\b[xX]'|\b0[xXbBoO]|\b[uU]&'", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex MayNeed();

    [GeneratedRegex(@"\bdec(?:imal)?\s*['),\[]|\b(?:var)?char\s*\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex LosesType();

    [GeneratedRegex(@"^(?<s>[+-]?)(?<w>\d*(?:_\d+)*)(?:\.(?<f>\d*(?:_\d+)*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex DecimalText();

    [GeneratedRegex(@"\\\\|\\\+[0-9A-Fa-f]{6}|\\[0-9A-Fa-f]{4}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex UnicodeEscape();

    [GeneratedRegex(@"^\s*(?<sign>[+-])?(?<y>\d{1,6})-(?<m>\d{1,2})-(?<d>\d{1,2})(?<clock>[ T].*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Day();

    [GeneratedRegex(@"^(?<y>\d{1,6})-(?<m>\d{1,2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex YearMonth();

    [GeneratedRegex(@"^(?<d>\d{1,9})(?:\s+(?<h>\d{1,2})(?::(?<m>\d{1,2})(?::(?<s>\d{1,2}(?:\.\d{1,9})?))?)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex DaySecond();
}

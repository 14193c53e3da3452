using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Checks;

/// <summary>Patterns of regex checks: what needs no backtracking, because the engine (RE2) does none and a row must not stall it.</summary>
internal static partial class CheckPattern
{
    private const int MaxLength = 1000;
    private const int MaxRepetitions = 1000;

    /// <summary>Returns the fault in a pattern, as a sentence; null when there is none.</summary>
    public static string? Problem(string pattern)
    {
        if (pattern.Length > MaxLength)
        {
            return $"it has more than {MaxLength} characters.";
        }

        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException malformed)
        {
            return $"{malformed.Error} at character {malformed.Offset + 1}.";
        }
        catch (NotSupportedException)
        {
            return "it needs backtracking.";
        }

        // Syntax that .NET supports and the engine does not, or reads as something else (https://github.com/google/re2/wiki/Syntax).
        foreach (Match part in Parts().Matches(pattern))
        {
            if (part.Groups["foreign"] is { Success: true } foreign)
            {
                return $"the engine does not know {Quoted.Text(foreign.Value)} at character {foreign.Index + 1}.";
            }

            if (part.Groups["times"].Captures.FirstOrDefault(IsTooMany) is { } times)
            {
                return $"it repeats a part {times.Value} times, {MaxRepetitions} are the most.";
            }
        }

        return null;
    }

    private static bool IsTooMany(Capture times) => !int.TryParse(times.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MaxRepetitions;

    // A part at a time, so that what is escaped, or is between brackets, is taken for nothing else.
    [GeneratedRegex("""
        (?<foreign> \\[uceZ] | \\[pP]\{(?:Is[^}]*|Cn)\} )
        | \\.
        | \[\^?\]? (?: (?<foreign> \\[buce] | \\[pP]\{(?:Is[^}]*|Cn)\} | -\[ ) | \\. | [^\]\\] )* \]
        | (?<foreign> \(\?[\#'<] | \(\?[a-z-]*[nx][a-z-]*[:)] )
        | \{(?<times>\d+)(?:,(?<times>\d+)?)?\}
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();
}

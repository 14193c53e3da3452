using System.Text.RegularExpressions;

namespace MeshStarter.Contracts;

/// <summary>Patterns of regex checks: what needs no backtracking, because the engine (RE2) does none and a row must not stall it.</summary>
internal static class CheckPattern
{
    private const int MaxLength = 1000;

    /// <summary>What is wrong with a pattern, as a sentence; null when nothing is.</summary>
    public static string? Problem(string pattern)
    {
        if (pattern.Length > MaxLength)
            return $"it has more than {MaxLength} characters.";
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return null;
        }
        catch (RegexParseException malformed)
        {
            return $"{malformed.Error} at character {malformed.Offset + 1}.";
        }
        catch (NotSupportedException)
        {
            return "it needs backtracking.";
        }
    }
}

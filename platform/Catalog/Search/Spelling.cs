using MeshStarter.Contracts.Types;

namespace MeshStarter.Catalog.Search;

/// <summary>Finds the word that a misspelt one means.</summary>
internal static class Spelling
{
    private const int ShortestWord = 3;
    private const int LongestWord = 40;

    /// <summary>Returns whether a word can be corrected, and be a correction.</summary>
    public static bool IsCorrectable(string word) => word.Length is >= ShortestWord and <= LongestWord && !word.All(char.IsDigit);

    /// <summary>Returns the candidates that a misspelt word may mean, the nearest first.</summary>
    public static IReadOnlyList<string> Nearest(string word, IEnumerable<string> candidates) =>
    [
        .. candidates.Select(candidate => (Candidate: candidate, Distance: Suggestion.Distance(word, candidate)))
            .Where(each => each.Distance <= Tolerance(word))
            .OrderBy(each => each.Distance)
            .ThenBy(each => Math.Abs(each.Candidate.Length - word.Length))
            .ThenBy(each => each.Candidate, StringComparer.Ordinal)
            .Select(each => each.Candidate),
    ];

    /// <summary>Returns which letters a word has, as bits; each letter that is inserted, deleted or replaced changes at most two of them.</summary>
    public static uint LettersOf(string word)
    {
        var letters = 0u;
        foreach (var letter in word)
        {
            letters |= 1u << (letter & 31);
        }

        return letters;
    }

    /// <summary>Returns the largest distance of a correction: one letter of a short word is a slip, more of it are another word.</summary>
    public static int Tolerance(string word) => word.Length switch { <= 5 => 1, <= 9 => 2, _ => 3 };
}

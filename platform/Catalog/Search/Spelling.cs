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
        .. candidates.Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
            .Where(each => each.Distance <= Tolerance(word))
            .OrderBy(each => each.Distance)
            .ThenBy(each => Math.Abs(each.Candidate.Length - word.Length))
            .ThenBy(each => each.Candidate, StringComparer.Ordinal)
            .Select(each => each.Candidate),
    ];

    /// <summary>Returns the number of letters to insert, delete, replace or swap with their neighbour.</summary>
    public static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= to.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[from.Length, to.Length];
    }

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

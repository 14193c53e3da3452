using System.Globalization;
using System.Text;

namespace MeshStarter.Catalog.Search;

/// <summary>Splits texts into words, for documents and for queries: letters and digits, in lower case, without accents.</summary>
internal static class SearchWords
{
    // A longer run of letters is no word of people.
    private const int LongestWord = 64;

    // Unicode's own decomposition needs data that not every machine has.
    private static readonly Dictionary<char, string> Plain = new[]
    {
        ("a", "àáâãäåāăąǎ"), ("ae", "æ"), ("c", "çćĉċč"), ("d", "ďđð"), ("e", "èéêëēĕėęěẽ"), ("g", "ĝğġģ"), ("h", "ĥħ"), ("i", "ìíîïĩīĭįıǐ"), ("j", "ĵ"), ("k", "ķ"), ("l", "ĺļľŀł"),
        ("n", "ñńņňŋ"), ("o", "òóôõöøōŏőǒ"), ("oe", "œ"), ("r", "ŕŗř"), ("s", "śŝşšș"), ("ss", "ß"), ("t", "ţťŧț"), ("th", "þ"), ("u", "ùúûüũūŭůűųǔ"), ("w", "ŵ"), ("y", "ýÿŷ"), ("z", "źżž"),
    }.SelectMany(letter => letter.Item2.Select(accented => (accented, letter.Item1))).ToDictionary(pair => pair.accented, pair => pair.Item2);

    /// <summary>Returns the words of a text in their order, repetitions included.</summary>
    public static IEnumerable<string> Of(string text)
    {
        StringBuilder word = new();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.IsAscii && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (Rune.IsLetterOrDigit(rune))
            {
                if (word.Length < LongestWord)
                {
                    Append(word, Rune.ToLowerInvariant(rune));
                }
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>Returns whether a word of a name matches a word of a query: it begins with it, or is its singular.</summary>
    public static bool Matches(string word, string wanted) =>
        word.StartsWith(wanted, StringComparison.Ordinal) || (word.Length > 2 && wanted.Length - word.Length is 1 or 2 && wanted.StartsWith(word, StringComparison.Ordinal));

    private static void Append(StringBuilder word, Rune letter)
    {
        if (letter.IsAscii)
        {
            word.Append((char)letter.Value);
        }
        else
        {
            word.Append(letter.IsBmp && Plain.TryGetValue((char)letter.Value, out var plain) ? plain : letter.ToString());
        }
    }
}

namespace MeshStarter.Catalog.Search;

/// <summary>
/// The words of all documents in memory: which documents have a word, and in which part. Documents have numbers; one that is replaced gets another
/// number, and what is left of the old one is passed over until the index is made again.
/// </summary>
internal sealed class WordIndex
{
    private const int PartBits = 3;
    private const int ShortestStem = 3;

    // The ranks of a match from the best, as bits: a whole word in the name, the beginning of one; the same in the head, in the summary; anywhere.
    private static readonly byte[] Whole = [.. Enumerable.Range(0, 1 << PartBits).Select(parts => (byte)(1 | ((parts & 1) != 0 ? 0x7E : 0) | ((parts & 2) != 0 ? 0x1E : 0) | ((parts & 4) != 0 ? 0x06 : 0)))];
    private static readonly byte[] Beginning = [.. Enumerable.Range(0, 1 << PartBits).Select(parts => (byte)(1 | ((parts & 1) != 0 ? 0x2A : 0) | ((parts & 2) != 0 ? 0x0A : 0) | ((parts & 4) != 0 ? 0x02 : 0)))];

    private readonly Dictionary<string, List<int>> _postings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _lexemes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> _vocabulary = new(StringComparer.Ordinal);

    /// <summary>Adds a document.</summary>
    /// <param name="number">Its number, higher than that of each document before.</param>
    /// <param name="words">Its words.</param>
    public void Add(int number, DocumentWords words)
    {
        Dictionary<string, int> parts = new(StringComparer.Ordinal);
        foreach (var (lexemes, part) in ((string[], int)[])[(words.All, 0), (words.Name, 1), (words.Summary, 2), (words.Columns, 4)])
        {
            foreach (var lexeme in lexemes)
            {
                parts[lexeme] = parts.GetValueOrDefault(lexeme) | part;
            }
        }

        // A beginning of a word may be longer than what the word is looked up as: "authoriz" of "authorization", which is "author".
        foreach (var word in words.Vocabulary)
        {
            if (!parts.ContainsKey(word) && StemOf(word, parts) is { } stem)
            {
                parts[word] = parts[stem];
            }
        }

        foreach (var (lexeme, of) in parts)
        {
            if (!_postings.TryGetValue(lexeme, out var postings))
            {
                _postings[lexeme] = postings = [];
                _lexemes.Add(lexeme);
            }

            postings.Add((number << PartBits) | of);
        }

        foreach (var word in words.Vocabulary)
        {
            _vocabulary.TryAdd(word, Spelling.LettersOf(word));
        }
    }

    /// <summary>Ranks the documents that have all of some words, each as the beginning of a word.</summary>
    /// <param name="lexemes">What the words are looked up as; at least one.</param>
    /// <param name="documents">The number of documents.</param>
    /// <returns>By document from 1, the lowest rank, to 7; 0 for one that does not match.</returns>
    public byte[] Rank(IReadOnlyList<string> lexemes, int documents)
    {
        var all = new byte[documents];
        Array.Fill(all, byte.MaxValue);
        var ranks = new byte[documents];
        foreach (var lexeme in lexemes)
        {
            Array.Clear(ranks);
            foreach (var (word, postings) in Beginnings(lexeme))
            {
                var rank = word.Length == lexeme.Length ? Whole : Beginning;
                foreach (var entry in postings)
                {
                    ranks[entry >> PartBits] |= rank[entry & ((1 << PartBits) - 1)];
                }
            }

            for (var document = 0; document < all.Length; document++)
            {
                all[document] &= ranks[document];
            }
        }

        for (var document = 0; document < all.Length; document++)
        {
            all[document] = all[document] == 0 ? (byte)0 : (byte)(byte.Log2(all[document]) + 1);
        }

        return all;
    }

    /// <summary>Whether one of the documents has a word.</summary>
    /// <param name="lexeme">What the word is looked up as.</param>
    /// <param name="isWhole">Whether it is a whole word, or else the beginning of one.</param>
    /// <param name="counts">Whether a document counts.</param>
    public bool Has(string lexeme, bool isWhole, Func<int, bool> counts)
    {
        return isWhole ? _postings.TryGetValue(lexeme, out var whole) && Any(whole) : Beginnings(lexeme).Any(beginning => Any(beginning.Postings));

        bool Any(List<int> postings) => postings.Exists(entry => counts(entry >> PartBits));
    }

    /// <summary>Returns the words of documents that a misspelt word may mean, the nearest first, those of undiscoverable products included.</summary>
    public IReadOnlyList<string> Nearest(string word)
    {
        var (letters, tolerance) = (Spelling.LettersOf(word), Spelling.Tolerance(word));
        return Spelling.Nearest(word, _vocabulary
            .Where(known => Math.Abs(known.Key.Length - word.Length) <= tolerance && uint.PopCount(known.Value ^ letters) <= 2 * tolerance)
            .Select(known => known.Key));
    }

    /// <summary>Numbers the documents again, without those that were replaced.</summary>
    /// <param name="numbers">The new number of each document; -1 for one that is left out.</param>
    public void Renumber(int[] numbers)
    {
        foreach (var (lexeme, postings) in _postings.ToList())
        {
            List<int> left = [.. postings.Where(entry => numbers[entry >> PartBits] >= 0).Select(entry => (numbers[entry >> PartBits] << PartBits) | (entry & ((1 << PartBits) - 1)))];
            if (left.Count > 0)
            {
                _postings[lexeme] = left;
            }
            else
            {
                _postings.Remove(lexeme);
                _lexemes.Remove(lexeme);
            }
        }
    }

    // The longest one that the word begins with; null for a word that every text has, which is not looked up.
    private static string? StemOf(string word, Dictionary<string, int> lexemes)
    {
        var known = lexemes.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = word.Length - 1; length >= ShortestStem; length--)
        {
            if (known.TryGetValue(word.AsSpan(0, length), out var stem, out _))
            {
                return stem;
            }
        }

        return null;
    }

    private IEnumerable<(string Word, List<int> Postings)> Beginnings(string lexeme) =>
        _lexemes.GetViewBetween(lexeme, lexeme + char.MaxValue).Select(word => (word, _postings[word]));
}

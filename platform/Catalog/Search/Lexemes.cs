using System.Collections.Concurrent;
using Npgsql;

namespace MeshStarter.Catalog.Search;

/// <summary>Knows what words are looked up as: PostgreSQL cuts off the endings of English words, and leaves out those that every text has.</summary>
internal sealed class Lexemes(NpgsqlDataSource database)
{
    // Words of searches come from outside.
    private const int MostKnown = 20_000;

    private readonly ConcurrentDictionary<string, string[]> _known = new(StringComparer.Ordinal);

    /// <summary>Returns the lexemes of words; none of a word that every text has.</summary>
    public async Task<IReadOnlyDictionary<string, string[]>> OfAsync(IEnumerable<string> words, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> found = new(StringComparer.Ordinal);
        List<string> missing = [];
        foreach (var word in words.Distinct(StringComparer.Ordinal))
        {
            if (_known.TryGetValue(word, out var lexemes))
            {
                found[word] = lexemes;
            }
            else
            {
                missing.Add(word);
            }
        }

        if (missing.Count > 0)
        {
            if (_known.Count > MostKnown)
            {
                _known.Clear();
            }

            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT word, tsvector_to_array(to_tsvector('english', word)) FROM unnest($1) word", connection) { Parameters = { new() { Value = missing.ToArray() } } };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var word = reader.GetString(0);
                found[word] = _known[word] = reader.GetFieldValue<string[]>(1);
            }
        }

        return found;
    }
}

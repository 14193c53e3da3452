using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Searches the catalog's documents in PostgreSQL alone, with its indexes of words and trigrams: what the catalog's index in memory is compared with. It does
/// less than the catalog, which decides by the caller's rules, derives states, and answers over HTTP.
/// </summary>
internal sealed partial class DatabaseSearch(NpgsqlConnection database) : IAsyncDisposable
{
    // One more than the page shows whether another one follows.
    private const int Limit = 21;

    // The analyst may not discover restricted products.
    private const string Prepare = """
        CREATE INDEX search_by_word ON product_search USING gin (document) WITH (fastupdate = off);
        CREATE TABLE searched_words AS SELECT DISTINCT word FROM product_search, unnest(vocabulary) word;
        CREATE INDEX searched_words_by_trigram ON searched_words USING gin (word gin_trgm_ops) WITH (fastupdate = off);
        CREATE TABLE searched_profiles AS SELECT id, content FROM search_profiles WHERE content ->> 'classification' <> 'restricted';
        ANALYZE product_search, searched_words, searched_profiles;
        """;

    private const string Correct = """
        SELECT coalesce((SELECT k.word FROM searched_words k WHERE k.word % w.word ORDER BY k.word <-> w.word, k.word LIMIT 1), w.word)
        FROM unnest($1) WITH ORDINALITY w(word, place) ORDER BY w.place
        """;

    /// <summary>Makes the indexes of a filled catalog.</summary>
    public static async Task<DatabaseSearch> OpenAsync(NpgsqlConnection database)
    {
        await using var command = new NpgsqlCommand(Prepare, database);
        await command.ExecuteNonQueryAsync();
        return new DatabaseSearch(database);
    }

    /// <summary>Returns the number of products that match a search, whose page is read too.</summary>
    /// <param name="search">The words, and filters as <c>&amp;name=value</c>.</param>
    public async Task<int> FindAsync(string search)
    {
        var parts = search.Split('&');
        var filters = parts.Skip(1).Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        string[] words = [.. NoWord().Split(parts[0]).Where(word => word.Length > 0)];
        var found = await FindAsync(words, filters);
        return found == 0 && words.Length > 0 ? await FindAsync(await CorrectAsync(words), filters) : found;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private async Task<string[]> CorrectAsync(string[] words)
    {
        await using var command = new NpgsqlCommand(Correct, database) { Parameters = { new() { Value = words } } };
        await using var reader = await command.ExecuteReaderAsync();
        List<string> corrected = [];
        while (await reader.ReadAsync())
        {
            corrected.Add(reader.GetString(0));
        }

        return [.. corrected];
    }

    private async Task<int> FindAsync(string[] words, Dictionary<string, string> filters)
    {
        // States are not in the documents: a filter by state is left out, and so is their order.
        var order = filters.GetValueOrDefault("sort") switch { "name" => "h.name", "newest" => "h.registered_at DESC, h.name", "trust" => "h.used DESC, h.name", _ => "h.rank DESC, h.used DESC, h.name" };
        var matches = words.Length == 0 ? "" : "AND s.document @@ to_tsquery('english', $2)";
        var rank = words.Length == 0 ? "0" : "ts_rank(s.summary, to_tsquery('english', $2))";
        await using var command = new NpgsqlCommand(
            $"""
            WITH hits AS MATERIALIZED (
                SELECT s.name, s.major, s.profile, s.registered_at, {rank} AS rank, coalesce(u.consumers + u.readers, 0) AS used
                FROM product_search s JOIN searched_profiles v ON v.id = s.profile LEFT JOIN product_use u ON u.name = s.name
                WHERE s.default_during @> now() {matches}),
            groups AS (SELECT h.profile, count(*) AS number FROM hits h GROUP BY h.profile),
            page AS (SELECT h.name, h.major FROM hits h JOIN searched_profiles p ON p.id = h.profile WHERE p.content @> $1::jsonb ORDER BY {order} LIMIT {Limit})
            SELECT (SELECT sum(g.number) FROM groups g JOIN searched_profiles p ON p.id = g.profile WHERE p.content @> $1::jsonb)::integer,
                (SELECT jsonb_object_agg(g.profile, g.number) FROM groups g)::text, s.card::text, s.columns
            FROM page JOIN product_search s USING (name, major)
            """,
            database);
        command.Parameters.Add(new() { Value = Properties(filters) });
        if (words.Length > 0)
        {
            command.Parameters.Add(new() { Value = string.Join(" & ", words.Select(word => word + ":*")) });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var total = 0;
        while (await reader.ReadAsync())
        {
            (total, _, _, _) = (reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<string[]>(3));
        }

        return total;
    }

    private static string Properties(Dictionary<string, string> filters)
    {
        Dictionary<string, object> properties = new(StringComparer.Ordinal);
        foreach (var (name, value) in filters)
        {
            switch (name)
            {
                case "port": properties["ports"] = new[] { value }; break;
                case "tag": properties["tags"] = new[] { value }; break;
                case "domain" or "kind" or "classification": properties[name] = value; break;
            }
        }

        return JsonSerializer.Serialize(properties);
    }

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NoWord();
}

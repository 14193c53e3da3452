using System.Collections.Concurrent;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Search;

/// <summary>Caches the profiles by number: a stored profile never changes.</summary>
internal sealed class SearchProfiles
{
    private readonly ConcurrentDictionary<int, KnownProfile> _known = new();

    /// <summary>Gets profiles by number.</summary>
    public async Task<IReadOnlyDictionary<int, KnownProfile>> FindAsync(NpgsqlConnection connection, IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        int[] wanted = [.. ids.Distinct()];
        int[] missing = [.. wanted.Where(id => !_known.ContainsKey(id))];
        if (missing.Length > 0)
        {
            foreach (var (id, content) in await connection.QueryAsync<(int, string)>(
                "SELECT id, content::text FROM search_profiles WHERE id = ANY(@Missing)", new { Missing = missing }, cancellationToken))
            {
                _known[id] = new KnownProfile(id, JsonSerializer.Deserialize<SearchProfile>(content, MeshJson.Options)!);
            }
        }

        return wanted.ToDictionary(id => id, id => _known[id]);
    }
}

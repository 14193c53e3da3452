using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Overview;

/// <summary>Reads which domains have products.</summary>
internal sealed class OverviewStore(NpgsqlDataSource database)
{
    /// <summary>The domains after a name that have a product, in order of name.</summary>
    public async Task<IReadOnlyList<string>> DomainsAsync(string after, int limit, CancellationToken cancellationToken) => [.. await database.QueryAsync<string>(
        "SELECT DISTINCT split_part(name, '.', 1) AS domain FROM product_versions WHERE split_part(name, '.', 1) > @After ORDER BY domain LIMIT @Limit",
        new { After = after, Limit = limit },
        cancellationToken)];
}

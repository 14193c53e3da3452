using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Domains;

/// <summary>Keeps when each domain's service was heard of.</summary>
internal sealed class DomainStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Notes that a domain's service is there.</summary>
    public Task ReportAsync(string domain, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        INSERT INTO domains (domain, reported_at, silent_since) VALUES (@Domain, @Now, @Now)
        ON CONFLICT (domain) DO UPDATE SET reported_at = @Now, silent_since = @Now, orphaned_at = NULL
        """,
        new { Domain = domain, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Begins to listen: silence counts from now on, and what the mesh ran before and does not find any more is orphaned.</summary>
    /// <param name="found">The domains that the mesh's start found; null where no one says which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task BeginAsync(IReadOnlyCollection<string>? found, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        var parameters = new { Now = time.GetUtcNow(), Found = found?.ToArray() ?? [] };
        // Of two catalogs that begin at once one waits: their rows are not in the same order.
        await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('domains at start', 0))", null, cancellationToken);
        await transaction.ExecuteAsync(
            """
            INSERT INTO domains (domain, silent_since) SELECT DISTINCT split_part(name, '.', 1), @Now::timestamptz FROM product_versions
            ON CONFLICT (domain) DO UPDATE SET silent_since = @Now
            """,
            parameters,
            cancellationToken);
        if (found is not null)
        {
            await transaction.ExecuteAsync(
                """
                UPDATE domains SET orphaned_at = @Now WHERE is_owned AND orphaned_at IS NULL AND domain <> ALL(@Found);
                INSERT INTO domains (domain, silent_since, is_owned) SELECT domain, @Now, true FROM unnest(@Found) AS domain
                ON CONFLICT (domain) DO UPDATE SET is_owned = true, orphaned_at = NULL
                """,
                parameters,
                cancellationToken);
        }
    }, cancellationToken);

    /// <summary>Finds the times at which a domain was seen.</summary>
    public async Task<DomainPresence> FindAsync(string domain, CancellationToken cancellationToken) => await database.FirstAsync<DomainPresence>(
        "SELECT reported_at AS ReportedAt, silent_since AS SilentSince, orphaned_at AS OrphanedAt FROM domains WHERE domain = @Domain", new { Domain = domain }, cancellationToken)
        ?? new DomainPresence(null, null, null);
}

using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Branches;

/// <summary>Counts rows that were emitted and that their table does not hold yet.</summary>
internal static class RowsOnTheirWay
{
    // The longest time that a caller that emits has to wait.
    private const string Patience = "SET LOCAL lock_timeout = '3s'";

    /// <summary>
    /// Counts the rows that a transaction emitted for a key of which others emitted a row that the table does not hold yet. No other caller emits until
    /// the transaction ends: the counted rows come before all rows that are emitted later.
    /// </summary>
    /// <param name="product">The product of the rows.</param>
    /// <param name="published">The last outbox position that the table holds.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="PostgresException">Another transaction emits and does not end (<see cref="PostgresErrorCodes.LockNotAvailable"/>).</exception>
    public static async Task<long> CountAsync(ProductMajorVersion product, long published, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync($"{Patience}; LOCK TABLE mesh.outbox IN SHARE ROW EXCLUSIVE MODE", null, cancellationToken);
        return await transaction.FirstAsync<long>(
            """
            WITH others AS (
                SELECT subject FROM mesh.outbox WHERE product = @Product AND position > @Published AND NOT EXISTS (
                    SELECT 1 FROM mesh.quarantine AS kept
                    WHERE kept.product = @Product AND kept.replayed_at IS NULL AND outbox.position BETWEEN kept.first_position AND kept.last_position)
                UNION ALL
                SELECT subject FROM mesh.outbox WHERE product = @Product AND position IS NULL AND xmin <> pg_current_xact_id()::xid
            )
            SELECT count(DISTINCT subject) FROM mesh.outbox
            WHERE product = @Product AND position IS NULL AND xmin = pg_current_xact_id()::xid AND subject IN (SELECT subject FROM others)
            """,
            new { Product = product.ToString(), Published = published },
            cancellationToken);
    }
}

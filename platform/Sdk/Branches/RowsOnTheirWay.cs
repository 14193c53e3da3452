using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
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
        // Rows that were just emitted are in no statistics of the server: by a join it would read all others once for each of them.
        return await transaction.FirstAsync<long>(
            """
            SELECT count(*) FROM (
                SELECT FROM (
                    SELECT subject, false AS is_own FROM mesh.outbox WHERE product = @Product AND position > @Published AND NOT EXISTS (
                        SELECT 1 FROM mesh.quarantine AS kept
                        WHERE kept.product = @Product AND kept.replayed_at IS NULL AND outbox.position BETWEEN kept.first_position AND kept.last_position)
                    UNION ALL
                    SELECT subject, xmin = pg_current_xact_id()::xid FROM mesh.outbox WHERE product = @Product AND position IS NULL
                ) AS waiting
                GROUP BY subject HAVING bool_or(is_own) AND NOT bool_and(is_own)
            ) AS overtaken
            """,
            new { Product = product.ToString(), Published = published },
            cancellationToken);
    }

    /// <summary>Counts the rows that a transaction emitted for a key of which it emitted others.</summary>
    /// <param name="product">The product of the rows.</param>
    /// <param name="key">The columns of its key.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static Task<long> CountRepeatedAsync(ProductMajorVersion product, IReadOnlyList<string> key, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.FirstAsync<long>(
            $"""
            SELECT coalesce(sum(rows), 0)::bigint FROM (
                SELECT count(*) AS rows FROM (
                    SELECT {OutboxRow.Key("data", "@Key")} AS key FROM mesh.outbox WHERE product = @Product AND position IS NULL AND xmin = pg_current_xact_id()::xid
                ) AS emitted
                GROUP BY key HAVING count(*) > 1
            ) AS repeated
            """,
            new { Product = product.ToString(), Key = key.ToArray() },
            cancellationToken);
}

using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Sdk.Branches;

/// <summary>Rows that were emitted and that their table does not hold yet.</summary>
internal static class RowsOnTheirWay
{
    // Whoever emits waits so long at most.
    private const string Patience = "SET LOCAL lock_timeout = '3s'";

    /// <summary>
    /// How many of the rows that a transaction emitted have a key that others emitted a row of beyond what the table holds. Until the transaction
    /// ends no one emits: what is counted here comes before what is emitted after.
    /// </summary>
    /// <param name="product">Whose rows they are.</param>
    /// <param name="published">The last outbox position that the table holds.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="PostgresException">Somebody emits and does not end (<see cref="PostgresErrorCodes.LockNotAvailable"/>).</exception>
    public static async Task<long> CountAsync(ProductMajorVersion product, long published, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition($"{Patience}; LOCK TABLE mesh.outbox IN SHARE ROW EXCLUSIVE MODE", transaction: transaction, cancellationToken: cancellationToken));
        return await transaction.Connection!.ExecuteScalarAsync<long>(new CommandDefinition(
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
            transaction,
            cancellationToken: cancellationToken));
    }
}

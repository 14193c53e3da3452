using MeshStarter.Contracts.Rows;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Deletes;

/// <summary>
/// Erases entries and samples that deletes could not: those of transactions that committed while the delete's own transaction ran. By the positions, which follow the
/// order of commits, it is known which entries a delete comes after.
/// </summary>
internal sealed class DeleteSweep(NpgsqlDataSource database)
{
    private const int AtOnce = 1_000;

    /// <summary>Applies the deletes of a product that have a position and were not applied yet. While there are none it costs one look at an index.</summary>
    public async Task RunAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        var columns = RowIdentity.ColumnsOf(product.Descriptor);
        while (columns.Count > 0)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var deletes = await transaction.QueryAsync<(string Subject, string Key, long Position)>(
                """
                SELECT subject, key, position FROM mesh.outbox
                WHERE product = @Product AND key IS NOT NULL AND position > coalesce((SELECT position FROM mesh.deletes_applied WHERE product = @Product), 0)
                ORDER BY position LIMIT @AtOnce
                """,
                new { Product = product.Id.ToString(), AtOnce },
                cancellationToken);
            if (deletes.Count == 0)
            {
                return;
            }

            await OutboxErasure.EraseAsync(product.Id, product.Descriptor.Key.Count == 0, columns, deletes, transaction, cancellationToken);
            // A batch that was quarantined while a delete ran may have a sample of the row: neither of the two saw the other. Clocks may differ by less than an hour.
            await transaction.ExecuteAsync(
                $"""
                {QuarantineStore.EmptySamples} {QuarantineStore.HasErased} AND quarantined_at > (
                    SELECT min(emitted_at) FROM mesh.outbox WHERE outbox.product = @Product AND key IS NOT NULL AND position BETWEEN @First AND @Last) - interval '1 hour'
                """,
                new { Product = product.Id.ToString(), First = deletes[0].Position, Last = deletes[^1].Position },
                cancellationToken);
            await transaction.ExecuteAsync(
                """
                INSERT INTO mesh.deletes_applied (product, position) VALUES (@Product, @Position)
                ON CONFLICT (product) DO UPDATE SET position = excluded.position
                """,
                new { Product = product.Id.ToString(), deletes[^1].Position },
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}

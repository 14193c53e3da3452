using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Deletes;

/// <summary>
/// Erases the outbox entries of deleted rows, and the samples of quarantined batches that show them. An erased entry keeps its id and its position, and has no
/// value of the row.
/// </summary>
internal static class OutboxErasure
{
    private const string Erased = "data = NULL, subject = NULL, key = NULL, schema_guid = NULL, erased_by = 'delete'";

    // No terms of a join, nor of an index: for many keys the server would read each position of the product for each key, or compute the keys of all pairs.
    private static readonly string SameKey = $"{OutboxRow.Key("coalesce(entry.data, entry.key)", "@Columns")} IS NOT DISTINCT FROM {OutboxRow.Key("deleted.key", "@Columns")}";

    /// <summary>
    /// Erases entries with a position in the transaction that deletes their rows. An entry without one may be locked by the sequencer, which
    /// must not wait for a transaction of the domain; it is erased once the delete has its position (<see cref="DeleteSweep"/>).
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="isOfFacts">Whether rows are named by their event's id.</param>
    /// <param name="columns">The columns of the rows' identity.</param>
    /// <param name="deletes">The deletes.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task EraseAsync(
        ProductMajorVersion product, bool isOfFacts, IReadOnlyList<string> columns, IReadOnlyList<(string Subject, string Key, long Position)> deletes, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            Product = product.ToString(),
            Subjects = deletes.Select(delete => delete.Subject).ToArray(),
            Keys = deletes.Select(delete => delete.Key).ToArray(),
            Positions = deletes.Select(delete => delete.Position).ToArray(),
            Columns = columns.ToArray(),
        };
        var same = isOfFacts
            ? "entry.event_id = deleted.subject::uuid"
            : $"hashtextextended(entry.subject, 0) = hashtextextended(deleted.subject, 0) AND entry.subject = deleted.subject AND {SameKey}";
        // A sample is of the batch's own entries, unless the batch has none, or a query showed other rows of the table. Which rows those are its text does not show: the query
        // chooses its columns and their forms.
        await transaction.ExecuteAsync(
            $"""
            WITH erased AS (
                UPDATE mesh.outbox AS entry SET {Erased} FROM unnest(@Subjects, @Keys, @Positions) AS deleted(subject, key, position)
                WHERE entry.product = @Product AND {same} AND entry.position + 0 < deleted.position AND entry.erased_by IS NULL
                RETURNING entry.position
            )
            {QuarantineStore.EmptySamples} (first_position IS NULL OR results @? '$[*].check.sql' OR EXISTS (SELECT FROM erased WHERE erased.position BETWEEN first_position AND last_position))
            """,
            parameters,
            cancellationToken);
    }
}

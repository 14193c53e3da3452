using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Streams;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Consuming.Handling;

/// <summary>The dead letters of this domain, in its database.</summary>
internal sealed class DeadLetterStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Returns dead letters, the newest first.</summary>
    /// <param name="before">Those before this one; null for the newest.</param>
    /// <param name="limit">The most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<IReadOnlyList<DeadLetter>> ListAsync(long? before, int limit, CancellationToken cancellationToken) =>
        SelectAsync("id < coalesce(@Before, 9223372036854775807) ORDER BY id DESC LIMIT @Limit", new { Before = before, Limit = limit }, cancellationToken);

    /// <summary>Returns a dead letter; null when there is none of that id.</summary>
    public async Task<DeadLetter?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await SelectAsync("id = @Id", new { Id = id }, cancellationToken)).SingleOrDefault();

    /// <summary>Returns the place after which a dead letter's event is in its stream; null for the start.</summary>
    public Task<string?> PlaceAsync(long id, CancellationToken cancellationToken) =>
        database.FirstAsync<string>("SELECT after_event_id FROM mesh.dead_letters WHERE id = @Id", new { Id = id }, cancellationToken);

    /// <summary>Returns the number of events that were skipped and not replayed, by handler.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync<(string Handler, long Count)>("SELECT handler, count(*) FROM mesh.dead_letters WHERE replayed_at IS NULL GROUP BY handler", null, cancellationToken)).ToDictionary(row => row.Handler, row => row.Count, StringComparer.Ordinal);

    /// <summary>Adds a dead letter in the transaction that moves the checkpoint over it.</summary>
    /// <param name="letter">The dead letter; its id is assigned.</param>
    /// <param name="after">The checkpoint before.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<DeadLetter> AddAsync(DeadLetter letter, string? after, NpgsqlTransaction transaction, CancellationToken cancellationToken) => letter with
    {
        Id = await transaction.FirstAsync<long>(
            """
            INSERT INTO mesh.dead_letters (handler, product, event_id, after_event_id, type, message, skipped_by, skipped_at, reason)
            VALUES (@Handler, @Product, @EventId, @After, @Type, @Message, @SkippedBy, @SkippedAt, @Reason)
            ON CONFLICT (handler, product, event_id) DO UPDATE SET type = excluded.type, message = excluded.message, skipped_by = excluded.skipped_by,
                skipped_at = excluded.skipped_at, reason = excluded.reason, replayed_at = NULL
            RETURNING id
            """,
            new
            {
                letter.Handler,
                Product = new ProductMajorVersion(letter.Product, letter.Major).ToString(),
                letter.EventId,
                After = after,
                letter.Type,
                Message = StorableText.Of(letter.Message),
                letter.SkippedBy,
                letter.SkippedAt,
                Reason = StorableText.Of(letter.Reason),
            },
            cancellationToken),
    };

    /// <summary>Notes in the handler's transaction that it has handled a dead letter, which the transaction then holds.</summary>
    /// <returns>False when another call has replayed it.</returns>
    public async Task<bool> TryEndAsync(long id, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.ExecuteAsync("UPDATE mesh.dead_letters SET replayed_at = @Now WHERE id = @Id AND replayed_at IS NULL", new { Id = id, Now = time.GetUtcNow() }, cancellationToken) == 1;

    private Task<IReadOnlyList<DeadLetter>> SelectAsync(string condition, object parameters, CancellationToken cancellationToken) => database.QueryAsync(
        $"SELECT product, id, handler, event_id, type, message, skipped_by, skipped_at, reason, replayed_at FROM mesh.dead_letters WHERE {condition}",
        (ProductMajorVersion product, DeadLetter letter) => letter with { Product = product.Product, Major = product.Major },
        parameters,
        cancellationToken);
}

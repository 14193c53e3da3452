using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Sdk.Consuming;

/// <summary>How far each handler has come in each stream it follows.</summary>
internal sealed class Checkpoints(NpgsqlDataSource database)
{
    /// <summary>The id of the last event that the handler has handled; null before the first.</summary>
    public async Task<string?> ReadAsync(ConsumedStream stream, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT last_event_id FROM mesh.checkpoints WHERE handler = $1 AND product = $2");
        command.Parameters.Add(new() { Value = stream.Handler });
        command.Parameters.Add(new() { Value = stream.Product.ToString() });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>
    /// Moves a checkpoint in the caller's transaction, which holds it from then on. False when another replica moved it
    /// meanwhile: then that one has handled the events.
    /// </summary>
    public static async Task<bool> TryMoveAsync(ConsumedStream stream, string? from, string to, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO mesh.checkpoints (handler, product, last_event_id, moved_at) VALUES ($1, $2, $4, now())
            ON CONFLICT (handler, product) DO UPDATE SET last_event_id = excluded.last_event_id, moved_at = excluded.moved_at
            WHERE checkpoints.last_event_id IS NOT DISTINCT FROM $3
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = stream.Handler },
                new() { Value = stream.Product.ToString() },
                new() { Value = from ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = to },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}

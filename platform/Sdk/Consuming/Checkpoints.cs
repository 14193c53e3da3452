using MeshStarter.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Sdk.Consuming;

/// <summary>How far each handler has come in each stream it follows.</summary>
internal sealed class Checkpoints(NpgsqlDataSource database)
{
    /// <summary>The major version that a handler follows or began with; null when that is still open.</summary>
    public async Task<ProductMajorVersion?> MajorAsync(ConsumedStream stream, CancellationToken cancellationToken)
    {
        if (stream.Product.Major is { } major)
        {
            return new ProductMajorVersion(stream.Product.Product, major);
        }

        await using var command = database.CreateCommand("SELECT product FROM mesh.checkpoints WHERE handler = $1");
        command.Parameters.Add(new() { Value = stream.Handler });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        ProductMajorVersion? newest = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (ProductMajorVersion.TryParse(reader.GetString(0), out var known) && known.Product == stream.Product.Product && !(newest?.Major > known.Major))
            {
                newest = known;
            }
        }

        return newest;
    }

    /// <summary>Notes that a handler follows a major version, before it has handled anything of it.</summary>
    public async Task BeginAsync(string handler, ProductMajorVersion product, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("INSERT INTO mesh.checkpoints (handler, product) VALUES ($1, $2) ON CONFLICT DO NOTHING");
        command.Parameters.Add(new() { Value = handler });
        command.Parameters.Add(new() { Value = product.ToString() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The id of the last event that the handler has handled; null before the first.</summary>
    public async Task<string?> ReadAsync(string handler, ProductMajorVersion product, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT last_event_id FROM mesh.checkpoints WHERE handler = $1 AND product = $2");
        command.Parameters.Add(new() { Value = handler });
        command.Parameters.Add(new() { Value = product.ToString() });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>
    /// Moves a checkpoint in the caller's transaction, which holds it from then on. False when another replica moved it
    /// concurrently: then that one has handled the events.
    /// </summary>
    public static async Task<bool> TryMoveAsync(string handler, ProductMajorVersion product, string? from, string to, NpgsqlTransaction transaction, CancellationToken cancellationToken)
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
                new() { Value = handler },
                new() { Value = product.ToString() },
                new() { Value = from ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = to },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}

using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>The server and the point that it has written up to.</summary>
/// <param name="System">The identifier of the database system, as text.</param>
/// <param name="Written">The position up to which it has written.</param>
public sealed record SourceIdentity(string System, NpgsqlLogSequenceNumber Written)
{
    /// <summary>Reads it.</summary>
    public static async Task<SourceIdentity> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()), pg_current_wal_lsn() FROM pg_control_system()", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new SourceIdentity(reader.GetString(0), reader.GetFieldValue<NpgsqlLogSequenceNumber>(1));
    }
}

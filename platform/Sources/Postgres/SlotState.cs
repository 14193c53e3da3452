using MeshStarter.Platform.Sources.Definitions;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>A replication slot, as its server shows it.</summary>
/// <param name="Confirmed">The position up to which its reader has confirmed.</param>
/// <param name="IsLost">Whether the server has removed what its reader did not read: the slot is invalid.</param>
/// <param name="ActivePid">The process that reads it; null for none.</param>
/// <param name="LagBytes">The log that the server keeps for it, in bytes.</param>
/// <param name="Left">What may still be written before the server invalidates it, in bytes; null without such a limit.</param>
public sealed record SlotState(NpgsqlLogSequenceNumber? Confirmed, bool IsLost, int? ActivePid, long LagBytes, long? Left)
{
    /// <summary>Reads the slot of a source; null where there is none.</summary>
    public static async Task<SlotState?> FindAsync(NpgsqlConnection connection, PostgresSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var command = new NpgsqlCommand(
            """
            SELECT confirmed_flush_lsn, coalesce(wal_status = 'lost', false), active_pid, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint, safe_wal_size
            FROM pg_replication_slots WHERE slot_name = $1 AND database = current_database()
            """,
            connection)
        {
            Parameters = { new() { Value = source.Slot } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SlotState(
                reader.IsDBNull(0) ? null : reader.GetFieldValue<NpgsqlLogSequenceNumber>(0),
                reader.GetBoolean(1),
                reader.IsDBNull(2) ? null : reader.GetInt32(2),
                reader.GetInt64(3),
                reader.IsDBNull(4) ? null : reader.GetInt64(4))
            : null;
    }

    /// <summary>Returns the reason why changes cannot be read on from a position; null where they can.</summary>
    /// <param name="slot">The slot; null where there is none.</param>
    /// <param name="source">The source.</param>
    /// <param name="after">The position.</param>
    /// <param name="written">The position up to which the source's server has written.</param>
    public static string? Gap(SlotState? slot, PostgresSource source, NpgsqlLogSequenceNumber after, NpgsqlLogSequenceNumber written)
    {
        ArgumentNullException.ThrowIfNull(source);
        return slot switch
        {
            null => $"slot {source.Slot} was dropped",
            { IsLost: true } => $"slot {source.Slot} was invalidated: its server has removed changes that were not read (max_slot_wal_keep_size)",
            { Confirmed: var confirmed } when confirmed is null || confirmed > after => $"slot {source.Slot} is not the one that was read: it was created again, or another reader has moved it on",
            _ when written < after => "the server is not the one that was read, or was restored to an earlier state",
            _ => null,
        };
    }
}

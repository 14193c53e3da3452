using Npgsql;

namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// A right that one session of a domain's database has at a time: an advisory lock. When the process or the session dies, the database lets another
/// have it; where the holder is silent, having been frozen or cut off, who waits has its session ended. A holder asks something at least every 10 s (<see cref="Polling"/>).
/// </summary>
/// <param name="key">Names the right.</param>
internal sealed class SessionLock(long key)
{
    /// <summary>How long a holder may be silent. A frozen process keeps its session, and so does a machine that is gone, for hours.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Takes the right for a session if no other has it.</summary>
    public async Task<bool> TryTakeAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", session) { Parameters = { new() { Value = key } } };
        if ((bool)(await command.ExecuteScalarAsync(cancellationToken))!)
        {
            return true;
        }

        await EndSilentAsync(session, cancellationToken);
        return false;
    }

    /// <summary>Gives the right back.</summary>
    public async Task ReleaseAsync(NpgsqlConnection session)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", session) { Parameters = { new() { Value = key } } };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    // A key of 64 bits is there as two halves.
    private async Task EndSilentAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE granted AND locktype = 'advisory' AND objsubid = 1 AND classid::bigint = $1 >> 32 AND objid::bigint = $1 & 4294967295
                AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND state <> 'active' AND state_change < clock_timestamp() - $2
            """,
            session)
        {
            Parameters = { new() { Value = key }, new() { Value = LongestSilence } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

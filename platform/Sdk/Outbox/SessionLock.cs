using Npgsql;

namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// A lock that one session of a domain's database holds at a time: an advisory lock. When the process or the session dies, the database releases it. When
/// the holder is silent because it is frozen or disconnected, a waiting process ends the holder's session. A holder sends a query at least every 10 s
/// (<see cref="Polling"/>).
/// </summary>
/// <param name="key">The lock's key.</param>
internal sealed class SessionLock(long key)
{
    /// <summary>The longest silence of a holder. The session of a frozen process, or of a lost machine, would otherwise last for hours.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Takes the lock for a session if no other session holds it.</summary>
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

    /// <summary>Releases the lock.</summary>
    public async Task ReleaseAsync(NpgsqlConnection session)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", session) { Parameters = { new() { Value = key } } };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    // PostgreSQL shows a 64-bit key as two halves.
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

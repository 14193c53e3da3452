using Npgsql;

namespace MeshStarter.Platform.Databases;

/// <summary>Brings the running server's roles and databases to what the settings say, at every start.</summary>
internal sealed class RoleSetup(NpgsqlConnection connection, RolePasswords wanted, Func<string, CancellationToken, Task<NpgsqlConnection>> openAsync)
{
    private bool _hasNewDatabase;

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var verifiers = await ReadVerifiersAsync(cancellationToken);
        var existing = await ReadDatabasesAsync(cancellationToken);
        _hasNewDatabase = wanted.Databases.Keys.Except(existing.Keys, StringComparer.Ordinal).Any();
        if (await HandOverAsync(verifiers, existing, cancellationToken))
        {
            (verifiers, existing) = (await ReadVerifiersAsync(cancellationToken), await ReadDatabasesAsync(cancellationToken));
        }

        foreach (string statement in RolePlan.Statements(wanted, verifiers, existing))
        {
            await ExecuteAsync(connection, statement, cancellationToken);
        }
    }

    // A data folder of an earlier version: the service's role owned its tables, and could change them.
    private async Task<bool> HandOverAsync(
        IReadOnlyDictionary<string, string?> verifiers, IReadOnlyDictionary<string, ExistingDatabase> existing, CancellationToken cancellationToken)
    {
        var handovers = RolePlan.Handovers(wanted, existing).ToList();
        if (handovers.Count == 0)
        {
            return false;
        }

        foreach (string statement in RolePlan.MigrationRoles(wanted, verifiers))
        {
            await ExecuteAsync(connection, statement, cancellationToken);
        }

        foreach (var (database, statement) in handovers)
        {
            await using var inside = await openAsync(database, cancellationToken);
            await ExecuteAsync(inside, statement, cancellationToken);
        }

        return true;
    }

    /// <summary>A new database is hundreds of files to write; done now, they do not make the next stop slow.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => _hasNewDatabase ? ExecuteAsync(connection, "CHECKPOINT", cancellationToken) : Task.CompletedTask;

    private async Task<Dictionary<string, string?>> ReadVerifiersAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT rolname::text, rolpassword FROM pg_authid", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
        {
            found[rows.GetString(0)] = await rows.IsDBNullAsync(1, cancellationToken) ? null : rows.GetString(1);
        }

        return found;
    }

    private async Task<Dictionary<string, ExistingDatabase>> ReadDatabasesAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT datname::text, pg_get_userbyid(datdba)::text, datallowconn, has_database_privilege('public', datname, 'CONNECT, TEMPORARY')
            FROM pg_database
            """,
            connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, ExistingDatabase>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
        {
            found[rows.GetString(0)] = new(rows.GetString(1), rows.GetBoolean(2), rows.GetBoolean(3));
        }

        return found;
    }

    private static async Task ExecuteAsync(NpgsqlConnection on, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, on);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

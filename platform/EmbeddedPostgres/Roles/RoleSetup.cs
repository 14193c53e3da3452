using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Roles;

/// <summary>Brings the running server's roles and databases to what the settings say, at every start.</summary>
internal sealed class RoleSetup(NpgsqlConnection connection, IReadOnlyDictionary<string, string> databases)
{
    private bool _hasNewDatabase;

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var verifiers = await ReadVerifiersAsync(cancellationToken);
        var existing = await ReadDatabasesAsync(cancellationToken);
        _hasNewDatabase = databases.Keys.Except(existing.Keys, StringComparer.Ordinal).Any();
        foreach (string statement in RolePlan.Statements(databases, verifiers, existing))
            await ExecuteAsync(statement, cancellationToken);
    }

    /// <summary>A new database is hundreds of files to write; done now, they do not make the next stop slow.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => _hasNewDatabase ? ExecuteAsync("CHECKPOINT", cancellationToken) : Task.CompletedTask;

    private async Task<Dictionary<string, string?>> ReadVerifiersAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT rolname::text, rolpassword FROM pg_authid", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
            found[rows.GetString(0)] = await rows.IsDBNullAsync(1, cancellationToken) ? null : rows.GetString(1);
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
            found[rows.GetString(0)] = new(rows.GetString(1), rows.GetBoolean(2), rows.GetBoolean(3));
        return found;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

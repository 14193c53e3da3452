using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Roles;

/// <summary>
/// One role and one database of the same name for each service and domain, brought to what the settings say at every start: what is there and
/// right is left alone. Names were validated as [a-z0-9_-], so quoting them is safe.
/// </summary>
internal sealed class RoleSetup(NpgsqlConnection connection, IReadOnlyDictionary<string, string> databases)
{
    private sealed record Database(string Owner, bool TakesConnections, bool IsOpenToAll);

    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var verifiers = await ReadVerifiersAsync(cancellationToken);
        var existing = await ReadDatabasesAsync(cancellationToken);

        foreach (var (role, password) in databases.OrderBy(database => database.Key, StringComparer.Ordinal))
        {
            await ApplyRoleAsync(role, password, verifiers, cancellationToken);
            await ApplyDatabaseAsync(role, existing.GetValueOrDefault(role), cancellationToken);
        }

        // PostgreSQL's own two let everybody in by default.
        foreach (string name in (string[])["postgres", "template1"])
        {
            if (existing.GetValueOrDefault(name) is { IsOpenToAll: true })
                await CloseAsync(name, cancellationToken);
        }
    }

    private async Task ApplyRoleAsync(string role, string password, Dictionary<string, string?> verifiers, CancellationToken cancellationToken)
    {
        bool exists = verifiers.TryGetValue(role, out string? stored);
        if (exists && ScramVerifier.Matches(stored, password))
            return;
        await ExecuteAsync(
            $"""
            {(exists ? "ALTER" : "CREATE")} ROLE "{role}" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '{ScramVerifier.Create(password)}'
            """,
            cancellationToken);
    }

    private async Task ApplyDatabaseAsync(string name, Database? existing, CancellationToken cancellationToken)
    {
        // Closed until its rights are set, also when the machine stops in between.
        if (existing is null)
            await ExecuteAsync($"""CREATE DATABASE "{name}" OWNER "{name}" TEMPLATE template0 ALLOW_CONNECTIONS false""", cancellationToken);
        else if (!string.Equals(existing.Owner, name, StringComparison.Ordinal))
            await ExecuteAsync($"""ALTER DATABASE "{name}" OWNER TO "{name}" """, cancellationToken);

        if (existing is null or { IsOpenToAll: true })
            await CloseAsync(name, cancellationToken);
        if (existing is null or { TakesConnections: false })
            await ExecuteAsync($"""ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true""", cancellationToken);
    }

    private Task CloseAsync(string database, CancellationToken cancellationToken) =>
        ExecuteAsync($"""REVOKE ALL ON DATABASE "{database}" FROM PUBLIC""", cancellationToken);

    private async Task<Dictionary<string, string?>> ReadVerifiersAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT rolname::text, rolpassword FROM pg_authid", connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken))
            found[rows.GetString(0)] = await rows.IsDBNullAsync(1, cancellationToken) ? null : rows.GetString(1);
        return found;
    }

    private async Task<Dictionary<string, Database>> ReadDatabasesAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT datname::text, pg_get_userbyid(datdba)::text, datallowconn, has_database_privilege('public', datname, 'CONNECT, TEMPORARY')
            FROM pg_database
            """,
            connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, Database>(StringComparer.Ordinal);
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

using System.Data;
using Npgsql;

namespace MeshStarter.Platform.Databases;

/// <summary>Brings a running server's roles and databases to what the settings say; again and again without harm.</summary>
/// <param name="connection">The administrator's connection.</param>
/// <param name="wanted">The roles.</param>
/// <param name="administrator">The administrator.</param>
/// <param name="openAsync">Opens a connection of the administrator to another database.</param>
internal sealed class RoleSetup(NpgsqlConnection connection, WantedRoles wanted, Administrator administrator, Func<string, CancellationToken, Task<NpgsqlConnection>> openAsync)
{
    private bool _hasNewDatabase;

    /// <summary>Executes what is missing.</summary>
    /// <returns>The number of statements that it took.</returns>
    public async Task<int> ApplyAsync(CancellationToken cancellationToken)
    {
        var verifiers = await ReadVerifiersAsync(cancellationToken);
        var existing = await ReadDatabasesAsync(cancellationToken);
        _hasNewDatabase = wanted.Names.Except(existing.Keys, StringComparer.Ordinal).Any();
        if (await HandOverAsync(verifiers, existing, cancellationToken))
        {
            (verifiers, existing) = (await ReadVerifiersAsync(cancellationToken), await ReadDatabasesAsync(cancellationToken));
        }

        int count = await MakePrincipalsAsync(cancellationToken);
        return count + await ExecuteAsync(RolePlan.Statements(wanted, verifiers, existing, administrator), cancellationToken);
    }

    // Executes the statements; at one that fails, takes back what those before it gave to the administrator.
    private async Task<int> ExecuteAsync(IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        var leaves = wanted.Names.Select(wanted.OwnerOf).Distinct(StringComparer.Ordinal).SelectMany(owner => administrator.Join(owner).Zip(administrator.Leave(owner))).ToDictionary(StringComparer.Ordinal);
        string? leave = null;
        int count = 0;
        try
        {
            foreach (string statement in statements)
            {
                await ExecuteAsync(connection, statement, cancellationToken);
                leave = leaves.GetValueOrDefault(statement) ?? (statement == leave ? null : leave);
                count++;
            }
        }
        catch when (leave is not null && connection.State == ConnectionState.Open)
        {
            try
            {
                await ExecuteAsync(connection, leave, CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // The statement that failed first says why.
            }

            throw;
        }

        return count;
    }

    private async Task<int> MakePrincipalsAsync(CancellationToken cancellationToken)
    {
        var statements = wanted.Principals.Count == 0 ? [] : RolePlan.Principals(wanted, await ReadLabelsAsync(cancellationToken)).ToList();
        if (statements.Count > 0)
        {
            // Azure documents its labels for this database alone.
            await using var inside = await openAsync("postgres", cancellationToken);
            // A role without its label would have no way to sign in.
            await using var whole = await inside.BeginTransactionAsync(cancellationToken);
            foreach (string statement in statements)
            {
                await ExecuteAsync(inside, statement, cancellationToken);
            }

            await whole.CommitAsync(cancellationToken);
        }

        return statements.Count;
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

        foreach (string statement in RolePlan.MigrationRoles(wanted, verifiers, administrator))
        {
            await ExecuteAsync(connection, statement, cancellationToken);
        }

        foreach (var (database, statement) in handovers)
        {
            await ExecuteInsideAsync(database, [database, RolePlan.MigrationRole(database)], statement, cancellationToken);
        }

        return true;
    }

    /// <summary>Executes a statement in a database with the rights of its owner.</summary>
    /// <param name="database">The database.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task ExecuteInsideAsync(string database, string statement, CancellationToken cancellationToken) =>
        ExecuteInsideAsync(database, [wanted.OwnerOf(database)], statement, cancellationToken);

    private async Task ExecuteInsideAsync(string database, string[] roles, string statement, CancellationToken cancellationToken)
    {
        try
        {
            // Before it connects, which no other role may.
            foreach (string join in roles.SelectMany(administrator.Join))
            {
                await ExecuteAsync(connection, join, cancellationToken);
            }

            await using var inside = await openAsync(database, cancellationToken);
            await ExecuteAsync(inside, statement, cancellationToken);
        }
        finally
        {
            // An administrator that is no superuser has an owner's rights for no longer than it needs them.
            foreach (string leave in roles.SelectMany(administrator.Leave))
            {
                await ExecuteAsync(connection, leave, CancellationToken.None);
            }
        }
    }

    /// <summary>Has the server write new databases to its disk: they are hundreds of files, which would make its next stop slow.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => _hasNewDatabase ? ExecuteAsync(connection, "CHECKPOINT", cancellationToken) : Task.CompletedTask;

    private Task<Dictionary<string, string?>> ReadVerifiersAsync(CancellationToken cancellationToken) =>
        ReadRolesAsync(administrator.IsSuperuser ? "SELECT rolname::text, rolpassword FROM pg_authid" : "SELECT rolname::text, NULL::text FROM pg_roles", cancellationToken);

    private Task<Dictionary<string, string?>> ReadLabelsAsync(CancellationToken cancellationToken) => ReadRolesAsync(
        $"SELECT rolname::text, label FROM pg_roles LEFT JOIN pg_shseclabel ON objoid = pg_roles.oid AND classoid = 'pg_authid'::regclass AND provider = '{RolePlan.LabelProvider}'",
        cancellationToken);

    private async Task<Dictionary<string, string?>> ReadRolesAsync(string roles, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(roles, connection);
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

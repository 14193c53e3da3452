using MeshStarter.Platform.Sources.Definitions;
using Npgsql;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>Requirements on a source's server before a table of it can be read: settings, a role that may, and a publication.</summary>
public static class ServerPreparation
{
    /// <summary>Returns the statements for the administrator of the source's server, with comments.</summary>
    /// <param name="source">The source.</param>
    /// <param name="role">The role of the connection string; null where none is given yet.</param>
    public static IReadOnlyList<string> Statements(PostgresSource source, string? role)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reader = PostgresNames.Quote(role ?? "mesh_reader");
        List<string> grants = [$"GRANT USAGE ON SCHEMA {PostgresNames.Quote(source.Schema)} TO {reader};", $"GRANT SELECT ON {source.QuotedTable} TO {reader};"];
        if (role is null)
        {
            grants.Insert(0, $"CREATE ROLE {reader} LOGIN {(source.Poll is null ? "REPLICATION " : "")}PASSWORD '…';");
        }

        if (source.Poll is not null)
        {
            return [.. grants, "-- Polling sees no deletes. Change capture, without key poll in source.yaml, sees them."];
        }

        return
        [
            "-- wal_level needs a restart of the server; the other two are 10 by default.",
            "ALTER SYSTEM SET wal_level = logical;",
            "-- ALTER SYSTEM SET max_replication_slots = 10; ALTER SYSTEM SET max_wal_senders = 10;",
            "-- A limit keeps an unread slot from filling the disk: the slot is invalidated, and the table is read again as a whole.",
            "ALTER SYSTEM SET max_slot_wal_keep_size = '10GB';",
            .. grants,
            .. role is null ? Array.Empty<string>() : [$"ALTER ROLE {reader} REPLICATION;"],
            "-- Amazon RDS and Aurora have parameters in place of ALTER SYSTEM (rds.logical_replication = 1), and in place of REPLICATION:",
            $"-- GRANT rds_replication TO {reader};",
            Publication(source, isPartitioned: false),
            "-- A partitioned table needs in place of it:",
            $"-- {Publication(source, isPartitioned: true)}",
            "-- Needed where an update leaves a long text as it is, or where the product's key is not the table's primary key:",
            $"-- {TableRefusal.FullIdentity(source)}",
        ];
    }

    /// <summary>Requires that the table can be read, and, unless it is polled, that its changes can.</summary>
    /// <exception cref="SourceRefusedException">Something is missing; the message names the statement to run.</exception>
    internal static async Task RequireAsync(NpgsqlConnection connection, PostgresSource source, CancellationToken cancellationToken)
    {
        var columns = await SourceServer.ColumnsAsync(connection, source, cancellationToken);
        if (columns.Count == 0)
        {
            throw TableRefusal.Missing(source);
        }

        TableRefusal.RequireColumns(source, columns.ContainsKey, isFollowed: false);
        if (source.Poll is { } poll && !columns.ContainsKey(poll.By))
        {
            throw new SourceRefusedException(source.Problem("poll.by", $"table {source.Schema}.{source.Table} has no column {poll.By}.", "name a column that grows with each change."));
        }

        await RequireReadAsync(connection, source, cancellationToken);
        if (source.Poll is not null)
        {
            return;
        }

        TableRefusal.RequireIdentity(source, name => columns[name].IsIdentity, isFollowed: false);
        await RequireChangesAsync(connection, source, await PublishedTable.ReadAsync(connection, source, cancellationToken), cancellationToken);
    }

    /// <summary>Requires that the changes of a table that is followed are still sent: where they are not, the server sends nothing in their place. Its key is in each change.</summary>
    /// <param name="connection">A connection to the source's server.</param>
    /// <param name="source">The source.</param>
    /// <param name="tableId">The number that the table had on the server when its rows were read; null where it is not known.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceRefusedException">Changes may be missing; the message names the statement to run.</exception>
    public static async Task RequireFollowedAsync(NpgsqlConnection connection, PostgresSource source, string? tableId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var table = await PublishedTable.ReadAsync(connection, source, cancellationToken);
        try
        {
            await RequireChangesAsync(connection, source, table, cancellationToken);
        }
        catch (SourceRefusedException refused) when (refused.NeedsSnapshot)
        {
            throw new SourceRefusedException($"{refused.Message} Then read all rows again, since changes may be missing: mesh source snapshot.", refused) { NeedsSnapshot = true };
        }

        if (tableId is not null && tableId != table.Id)
        {
            throw new SourceRefusedException(source.Problem(
                "table", $"{source.Schema}.{source.Table} of {source.Name} is another table than the one that was read: that was dropped or has another name now.", "read all rows again: mesh source snapshot."))
            { NeedsSnapshot = true };
        }
    }

    private static string Publication(PostgresSource source, bool isPartitioned) =>
        $"CREATE PUBLICATION {PostgresNames.Quote(source.Publication)} FOR TABLE {source.QuotedTable}{(isPartitioned ? " WITH (publish_via_partition_root = true)" : "")};";

    private static async Task RequireChangesAsync(NpgsqlConnection connection, PostgresSource source, PublishedTable table, CancellationToken cancellationToken)
    {
        if (table.Child is { } child)
        {
            throw new SourceRefusedException(source.Problem(
                "table",
                $"rows of {source.Schema}.{source.Table} in {source.Name} are in table {child}, which inherits from it, and whose changes come under a name of their own.",
                "give each table a product of its own after ALTER TABLE … NO INHERIT, make it a partitioned table, or poll it (key poll)."))
            { NeedsSnapshot = true };
        }

        await using var command = new NpgsqlCommand(
            """
            SELECT current_setting('wal_level'),
                (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user)
                    OR EXISTS (SELECT FROM pg_roles AS granted WHERE rolname IN ('rds_replication', 'rds_superuser') AND pg_has_role(current_user, granted.oid, 'MEMBER')),
                (SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate FROM pg_publication WHERE pubname = $1)
            """,
            connection)
        {
            Parameters = { new() { Value = source.Publication } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (level, mayReplicate, isWhole) = (reader.GetString(0), reader.GetBoolean(1), reader.IsDBNull(2) ? (bool?)null : reader.GetBoolean(2));
        var missing =
            level != "logical" ? ($"its wal_level is {level}", "ALTER SYSTEM SET wal_level = logical; (at Amazon RDS and Aurora rds.logical_replication = 1) and restart it")
            : !mayReplicate ? ("its role may not replicate", "ALTER ROLE … REPLICATION; (at Amazon RDS and Aurora GRANT rds_replication TO …;) or poll the table (key poll)")
            : table.IsByPartition ? ($"publication {source.Publication} has them under the names of the table's partitions", $"ALTER PUBLICATION {PostgresNames.Quote(source.Publication)} SET (publish_via_partition_root = true);")
            : !table.IsPublished ? ($"publication {source.Publication} does not have the table", isWhole is null ? Publication(source, table.IsPartitioned) : $"ALTER PUBLICATION {PostgresNames.Quote(source.Publication)} ADD TABLE {source.QuotedTable};")
            : table.IsFiltered ? ($"publication {source.Publication} has only some of its rows", $"{TableRefusal.Republish(source)} or poll the table (key poll)")
            : isWhole != true ? ($"publication {source.Publication} does not publish every kind of change", $"ALTER PUBLICATION {PostgresNames.Quote(source.Publication)} SET (publish = 'insert, update, delete, truncate');")
            : default;
        if (missing.Item1 is not null)
        {
            throw new SourceRefusedException(source.Problem("table", $"{source.Name} does not send the changes of {source.Schema}.{source.Table}: {missing.Item1}.", $"run there: {missing.Item2}. mesh source prepare prints all."))
            {
                // The slot keeps the changes while only the right or the setting to read it is missing.
                NeedsSnapshot = level == "logical" && mayReplicate,
            };
        }

        TableRefusal.RequireSent(source, table.Sent.Contains);
    }

    // The catalog of a server shows a table also to a role that may not read it. A role may have some of its columns alone.
    private static async Task RequireReadAsync(NpgsqlConnection connection, PostgresSource source, CancellationToken cancellationToken)
    {
        string[] columns = [.. source.Columns.All.Select(column => column.Name).Append(source.Poll?.By).OfType<string>().Distinct(StringComparer.Ordinal)];
        await using var command = new NpgsqlCommand(
            """
            SELECT current_user, may_see,
                CASE WHEN may_see THEN ARRAY(SELECT name FROM unnest($3) WITH ORDINALITY AS read(name, place) WHERE NOT has_column_privilege($2, name, 'SELECT') ORDER BY place) ELSE $3 END
            FROM has_schema_privilege($1, 'USAGE') AS may_see
            """,
            connection)
        {
            Parameters = { new() { Value = source.Schema }, new() { Value = source.QuotedTable }, new() { Value = columns } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (role, maySee, hidden) = (PostgresNames.Quote(reader.GetString(0)), reader.GetBoolean(1), reader.GetFieldValue<string[]>(2));
        if (hidden.Length > 0)
        {
            var (read, granted) = hidden.Length == columns.Length ? ("", "SELECT")
                : ($"{(hidden.Length == 1 ? "column" : "columns")} {string.Join(", ", hidden)} of ", $"SELECT ({string.Join(", ", hidden.Select(PostgresNames.Quote))})");
            var grant = $"{(maySee ? "" : $"GRANT USAGE ON SCHEMA {PostgresNames.Quote(source.Schema)} TO {role}; ")}GRANT {granted} ON {source.QuotedTable} TO {role};";
            throw new SourceRefusedException(source.Problem("table", $"the role {role} of {source.Name} may not read {read}{source.Schema}.{source.Table}.", $"run there: {grant} mesh source prepare prints all."));
        }
    }
}

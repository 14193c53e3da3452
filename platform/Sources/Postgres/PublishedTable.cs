using MeshStarter.Platform.Sources.Definitions;
using Npgsql;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>A source's table with its parts, and how its publication has it.</summary>
/// <param name="Id">The number of the table on its server (<c>oid</c>), which it keeps under another name.</param>
/// <param name="IsPublished">Whether the publication has the table under its own name.</param>
/// <param name="IsFiltered">Whether the publication has only the rows of a condition.</param>
/// <param name="Sent">The columns that its changes are sent with.</param>
/// <param name="IsPartitioned">Whether the table has partitions.</param>
/// <param name="IsByPartition">Whether there is the publication, and has changes of partitions under their own names.</param>
/// <param name="Child">A table that inherits from it without being a partition; null where there is none.</param>
internal sealed record PublishedTable(string Id, bool IsPublished, bool IsFiltered, IReadOnlyList<string> Sent, bool IsPartitioned, bool IsByPartition, string? Child)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="SourceRefusedException">The table, or a column of the product, is not there.</exception>
    public static async Task<PublishedTable> ReadAsync(NpgsqlConnection connection, PostgresSource source, CancellationToken cancellationToken)
    {
        // One statement: columns that were read before a change of the table, and sent ones after it, would be taken for a column that is not published.
        // PostgreSQL 14 has neither conditions nor lists of columns in publications, and no columns of the view for them. Before 18 no generated column is
        // sent, also where the view has it.
        await using var command = new NpgsqlCommand(
            """
            SELECT p.pubname IS NOT NULL,
                to_jsonb(p) ->> 'rowfilter' IS NOT NULL,
                ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
                ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND coalesce((to_jsonb(p) -> 'attnames') ? a.attname, true) AND (a.attgenerated = '' OR current_setting('server_version_num')::integer >= 180000)),
                c.relkind = 'p',
                c.relkind = 'p' AND EXISTS (SELECT FROM pg_publication WHERE pubname = $1 AND NOT pubviaroot),
                CASE WHEN c.relkind <> 'p' THEN (SELECT i.inhrelid::regclass::text FROM pg_inherits i WHERE i.inhparent = c.oid ORDER BY 1 LIMIT 1) END,
                c.oid::text
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_publication_tables p ON p.pubname = $1 AND p.schemaname = n.nspname AND p.tablename = c.relname
            WHERE n.nspname = $2 AND c.relname = $3
            """,
            connection)
        {
            Parameters = { new() { Value = source.Publication }, new() { Value = source.Schema }, new() { Value = source.Table } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw TableRefusal.Missing(source);
        }

        TableRefusal.RequireColumns(source, reader.GetFieldValue<string[]>(2).Contains, isFollowed: false);
        return new PublishedTable(
            reader.GetString(7),
            reader.GetBoolean(0),
            reader.GetBoolean(1),
            reader.GetFieldValue<string[]>(3),
            reader.GetBoolean(4),
            reader.GetBoolean(5),
            reader.IsDBNull(6) ? null : reader.GetString(6));
    }
}

using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Outbox;

/// <summary>Reads a domain's outbox.</summary>
/// <param name="database">The domain's database.</param>
/// <param name="pageBytes">A page ends with the entry that reaches so many bytes of rows, so that it fits into memory however wide they are.</param>
internal sealed class OutboxStore(NpgsqlDataSource database, long pageBytes = OutboxStore.PageBytes)
{
    /// <summary>The bytes of a page.</summary>
    public const long PageBytes = 32 << 20;

    /// <summary>Returns a page of the events of a product after a position, in order, without erased ones.</summary>
    public async Task<IReadOnlyList<OutboxEvent>> ReadAsync(ProductMajorVersion product, long after, int limit, CancellationToken cancellationToken) =>
        (await ReadAsync(product, after, long.MaxValue, limit, " AND erased_by IS NULL", cancellationToken)).Events;

    /// <summary>Returns a page of the entries of a product after a position and up to another, in order, with erased ones; and whether others may follow it.</summary>
    public Task<(IReadOnlyList<OutboxEvent> Events, bool IsFull)> ReadAsync(ProductMajorVersion product, long after, long upTo, int limit, CancellationToken cancellationToken) =>
        ReadAsync(product, after, upTo, limit, "", cancellationToken);

    // The length of a row is known without reading it.
    private async Task<(IReadOnlyList<OutboxEvent> Events, bool IsFull)> ReadAsync(ProductMajorVersion product, long after, long upTo, int limit, string condition, CancellationToken cancellationToken)
    {
        List<OutboxEvent> events = [];
        var bytes = 0L;
        await ReadInOrderAsync(
            $"""
            SELECT position, event_id, subject, occurred_at, data, schema_guid, key, bytes FROM (
                SELECT *, sum(length) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) AS bytes FROM (
                    SELECT position, event_id, subject, occurred_at, data, schema_guid, key, coalesce(octet_length(data), 0) AS length FROM mesh.outbox
                    WHERE product = $1 AND position > $2 AND position <= $3{condition}
                    ORDER BY position
                    LIMIT $4
                ) AS entries
            ) AS summed
            WHERE bytes - length < $5
            """,
            row =>
            {
                events.Add(new OutboxEvent(row.GetInt64(0), row.GetGuid(1), Text(row, 2), row.GetFieldValue<DateTimeOffset>(3), Text(row, 4), row.IsDBNull(5) ? null : row.GetGuid(5)) { Key = Text(row, 6) });
                bytes = row.GetInt64(7);
            },
            cancellationToken,
            product.ToString(), after, upTo, limit, pageBytes);
        return (events, events.Count == limit || bytes >= pageBytes);

        static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>
    /// Returns whether a product's feed can have returned an event id, because it belongs to the event at its position, which an erased one keeps; and the
    /// last event of those at the beginning of the feed that a retention removed, null when it removed none.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="last">The event id; null for the start, which every feed has.</param>
    /// <param name="isOf">Whether an event id belongs to the event that the second one is of.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<(bool IsKnown, FeedPosition? Expired)> FindAsync(
        ProductMajorVersion product, FeedPosition? last, Func<FeedPosition, FeedPosition, bool> isOf, CancellationToken cancellationToken)
    {
        var (found, position, eventId) = await database.FirstAsync<(Guid? Found, long? Position, Guid? EventId)>(
            """
            SELECT outbox.event_id, retention.position, retention.event_id
            FROM (SELECT) AS product
            LEFT JOIN mesh.outbox ON outbox.product = @Product AND outbox.position = @Position
            LEFT JOIN mesh.retention ON retention.product = @Product AND store = 'stream'
            """,
            new { Product = product.ToString(), last?.Position },
            cancellationToken);
        var isKnown = last is not { } given || (found is { } own && isOf(given, given with { EventId = own }));
        return (isKnown, position is { } at && eventId is { } id ? new FeedPosition(at, id) : null);
    }

    /// <summary>Returns the backlog: the rows of products after their tables' positions.</summary>
    /// <param name="positions">The position of each product's table.</param>
    /// <param name="limit">The most rows of a product to count.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<OutboxBacklog> BacklogAsync(IReadOnlyDictionary<ProductMajorVersion, long> positions, int limit, CancellationToken cancellationToken)
    {
        var products = positions.Keys.ToArray();
        var head = 0L;
        Dictionary<ProductMajorVersion, (long Rows, long Bytes)> waiting = [];
        await ReadInOrderAsync(
            """
            SELECT last_position, ordinal, rows, bytes
            FROM mesh.outbox_head LEFT JOIN LATERAL (
                SELECT table_position.ordinal, count(waiting.bytes) AS rows, sum(waiting.bytes) AS bytes
                FROM unnest($1, $2) WITH ORDINALITY AS table_position(product, position, ordinal)
                CROSS JOIN LATERAL (
                    SELECT coalesce(octet_length(data), 0) AS bytes FROM mesh.outbox
                    WHERE product = table_position.product AND position > table_position.position
                    ORDER BY position
                    LIMIT $3
                ) AS waiting
                GROUP BY table_position.ordinal
            ) AS waiting ON true
            """,
            row =>
            {
                head = row.GetInt64(0);
                if (!row.IsDBNull(1))
                {
                    waiting[products[row.GetInt64(1) - 1]] = (row.GetInt64(2), row.GetInt64(3));
                }
            },
            cancellationToken,
            products.Select(product => product.ToString()).ToArray(), products.Select(product => positions[product]).ToArray(), limit);
        return new OutboxBacklog(head, waiting);
    }

    /// <summary>Returns the newest position of a product's events, with those that have none yet counted in; 0 when there are none.</summary>
    public Task<long> LastPositionAsync(ProductMajorVersion product, CancellationToken cancellationToken) => database.FirstAsync<long>(
        """
        SELECT
            coalesce((SELECT max(position) FROM mesh.outbox WHERE product = @Product), 0)
            + (SELECT count(*) FROM mesh.outbox WHERE product = @Product AND position IS NULL)
        """,
        new { Product = product.ToString() },
        cancellationToken);

    /// <summary>Returns the last position that was assigned to an entry of any product; 0 before the first.</summary>
    public Task<long> HeadAsync(CancellationToken cancellationToken) => database.FirstAsync<long>("SELECT last_position FROM mesh.outbox_head", null, cancellationToken);

    /// <summary>Whether a product has entries, with those that have no position yet.</summary>
    public Task<bool> HasEntriesAsync(ProductMajorVersion product, CancellationToken cancellationToken) => database.FirstAsync<bool>(
        "SELECT EXISTS (SELECT FROM mesh.outbox WHERE product = @Product)", new { Product = product.ToString() }, cancellationToken);

    /// <summary>Returns the oldest row of each product that is neither in its table nor quarantined, by the database's clock.</summary>
    /// <param name="positions">The position of each product's table.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, WaitingRow>> OldestWaitingAsync(IReadOnlyDictionary<ProductMajorVersion, long> positions, CancellationToken cancellationToken)
    {
        var products = positions.Keys.ToArray();
        Dictionary<ProductMajorVersion, WaitingRow> waiting = [];
        await ReadInOrderAsync(
            """
            SELECT t.ordinal,
                EXISTS (SELECT FROM mesh.outbox WHERE product = t.product AND position IS NOT NULL) OR unsequenced.since IS NOT NULL,
                greatest(extract(epoch FROM clock_timestamp() - least(sequenced.since, unsequenced.since))::double precision, 0)
            FROM (
                SELECT product, ordinal, greatest(position, (SELECT max(last_position) FROM mesh.quarantine q WHERE q.product = u.product)) AS position
                FROM unnest($1, $2) WITH ORDINALITY AS u(product, position, ordinal)
            ) t
            LEFT JOIN LATERAL (
                SELECT coalesce(emitted_at, occurred_at) AS since FROM mesh.outbox WHERE product = t.product AND position > t.position ORDER BY position LIMIT 1
            ) sequenced ON true
            LEFT JOIN LATERAL (
                SELECT min(coalesce(emitted_at, occurred_at)) AS since FROM mesh.outbox WHERE product = t.product AND position IS NULL
            ) unsequenced ON true
            """,
            row => waiting[products[row.GetInt64(0) - 1]] = new WaitingRow(row.GetBoolean(1), row.IsDBNull(2) ? TimeSpan.Zero : TimeSpan.FromSeconds(row.GetDouble(2))),
            cancellationToken,
            products.Select(product => product.ToString()).ToArray(), products.Select(product => positions[product]).ToArray());
        return waiting;
    }

    /// <summary>Whether a product has deletes after a position, or deletes that have none yet.</summary>
    public Task<bool> HasDeletesAfterAsync(ProductMajorVersion product, long position, CancellationToken cancellationToken) => database.FirstAsync<bool>(
        "SELECT EXISTS (SELECT FROM mesh.outbox WHERE product = @Product AND key IS NOT NULL AND (position IS NULL OR position > @Position))",
        new { Product = product.ToString(), Position = position },
        cancellationToken);

    /// <summary>Counts the rows of a product after a position, with those that have none yet; and returns the time at which the first was emitted, null when there is none or it is not recorded.</summary>
    public async Task<(long Rows, DateTimeOffset? Since)> WaitingAsync(ProductMajorVersion product, long after, CancellationToken cancellationToken)
    {
        var (rows, since) = await database.FirstAsync<(long Rows, DateTime? Since)>(
            """
            SELECT
                (SELECT count(*) FROM mesh.outbox WHERE product = @Product AND position > @After) + (SELECT count(*) FROM mesh.outbox WHERE product = @Product AND position IS NULL),
                CASE WHEN EXISTS (SELECT 1 FROM mesh.outbox WHERE product = @Product AND position > @After)
                    THEN (SELECT emitted_at FROM mesh.outbox WHERE product = @Product AND position > @After ORDER BY position LIMIT 1)
                    ELSE (SELECT min(emitted_at) FROM mesh.outbox WHERE product = @Product AND position IS NULL) END
            """,
            new { Product = product.ToString(), After = after },
            cancellationToken);
        return (rows, since is { } moment ? new DateTimeOffset(moment, TimeSpan.Zero) : null);
    }

    // The rows are read from the index in its order. While an outbox grows fast its statistics are outdated, and PostgreSQL would read and sort all
    // remaining rows for every page. The pool resets the setting.
    private async Task ReadInOrderAsync(string sql, Action<NpgsqlDataReader> read, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SET enable_sort = off"), new(sql) } };
        foreach (var value in values)
        {
            batch.BatchCommands[1].Parameters.Add(new() { Value = value });
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            read(reader);
        }
    }
}

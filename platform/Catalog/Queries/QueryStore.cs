using System.Globalization;
using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Queries;

/// <summary>Keeps the recorded queries of the last 30 days.</summary>
internal sealed class QueryStore(NpgsqlDataSource database)
{
    /// <summary>The time that a query is kept.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const int CleanedAtOnce = 10_000;

    static QueryStore() => SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<CapturedRead>>());

    /// <summary>Adds records; one that is known changes nothing.</summary>
    public Task AddAsync(IReadOnlyList<CapturedQuery> queries, DateTimeOffset now, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        var kept = queries.Where(query => query.At > now - Retention).DistinctBy(query => query.QueryId, StringComparer.Ordinal).OrderBy(query => query.QueryId, StringComparer.Ordinal).ToList();
        var texts = kept.DistinctBy(query => query.Fingerprint, StringComparer.Ordinal).OrderBy(query => query.Fingerprint, StringComparer.Ordinal).ToList();
        await transaction.ExecuteAsync(
            """
            INSERT INTO query_texts AS t (fingerprint, sql, seen_at)
            SELECT fingerprint, sql, @Now FROM unnest(@Fingerprints::text[], @Texts::text[]) AS given(fingerprint, sql) ORDER BY fingerprint
            ON CONFLICT (fingerprint) DO UPDATE SET seen_at = excluded.seen_at WHERE t.seen_at < excluded.seen_at - interval '1 hour'
            """,
            new { Now = now, Fingerprints = texts.ConvertAll(query => query.Fingerprint), Texts = texts.ConvertAll(query => query.Sql) },
            cancellationToken);
        var added = (await transaction.QueryAsync<(string QueryId, long Id)>(
            """
            INSERT INTO queries (query_id, at, principal, domain, fingerprint, duration_ms, rows, error)
            SELECT * FROM unnest(@Ids::text[], @At::timestamptz[], @Principals::text[], @Domains::text[], @Fingerprints::text[], @Durations::bigint[], @Rows::bigint[], @Errors::text[])
            ON CONFLICT (query_id) DO NOTHING RETURNING query_id, id
            """,
            new
            {
                Ids = kept.ConvertAll(query => query.QueryId),
                At = kept.ConvertAll(query => query.At.UtcDateTime),
                Principals = kept.ConvertAll(query => query.Principal),
                Domains = kept.ConvertAll(query => query.Domain),
                Fingerprints = kept.ConvertAll(query => query.Fingerprint),
                Durations = kept.ConvertAll(query => query.DurationMs),
                Rows = kept.ConvertAll(query => query.Rows),
                Errors = kept.ConvertAll(query => query.Error),
            },
            cancellationToken)).ToDictionary(row => row.QueryId, row => row.Id, StringComparer.Ordinal);
        var reads = kept.Where(query => added.ContainsKey(query.QueryId)).SelectMany(query => query.Reads.DistinctBy(read => (read.Product, read.Major)).Select(read => (Id: added[query.QueryId], query.At, query.Principal, Read: read))).ToList();
        await transaction.ExecuteAsync(
            """
            INSERT INTO query_reads (query, product, major, at, columns, names, snapshot_id, snapshot_age_ms)
            SELECT query, product, major, at, columns::jsonb, CASE WHEN columns IS NULL THEN NULL ELSE ARRAY(SELECT DISTINCT jsonb_array_elements_text(c.value) FROM jsonb_each(columns::jsonb) c) END, snapshot, age
            FROM unnest(@Queries::bigint[], @Products::text[], @MajorVersions::integer[], @At::timestamptz[], @Columns::text[], @Snapshots::bigint[], @Ages::bigint[]) AS r(query, product, major, at, columns, snapshot, age)
            """,
            new
            {
                Queries = reads.ConvertAll(read => read.Id),
                Products = reads.ConvertAll(read => read.Read.Product.ToString()),
                MajorVersions = reads.ConvertAll(read => read.Read.Major),
                At = reads.ConvertAll(read => read.At.UtcDateTime),
                Columns = reads.ConvertAll(read => read.Read.Columns is { } columns ? JsonSerializer.Serialize(columns, MeshJson.Options) : null),
                Snapshots = reads.ConvertAll(read => read.Read.SnapshotId),
                Ages = reads.ConvertAll(read => read.Read.SnapshotAgeMs),
            },
            cancellationToken);
        // A reader counts as use of the product: each of them once.
        await transaction.ExecuteAsync(
            """
            WITH seen AS (
                INSERT INTO product_readers AS r (name, principal, read_at)
                SELECT product, principal, max(at) FROM unnest(@Products::text[], @Principals::text[], @At::timestamptz[]) AS g(product, principal, at) GROUP BY product, principal ORDER BY product, principal
                ON CONFLICT (name, principal) DO UPDATE SET read_at = excluded.read_at WHERE r.read_at < excluded.read_at - interval '1 hour'
                RETURNING name, xmax = 0 AS is_new)
            INSERT INTO product_use AS u (name, readers) SELECT name, count(*) FROM seen WHERE is_new GROUP BY name ORDER BY name
            ON CONFLICT (name) DO UPDATE SET readers = u.readers + excluded.readers
            """,
            new
            {
                Products = reads.ConvertAll(read => read.Read.Product.ToString()),
                Principals = reads.ConvertAll(read => read.Principal),
                At = reads.ConvertAll(read => read.At.UtcDateTime),
            },
            cancellationToken);
    }, cancellationToken);

    /// <summary>The number of queries of a product by the callers' domains.</summary>
    /// <param name="product">The product.</param>
    /// <param name="major">The major version; null for all.</param>
    /// <param name="column">A column that the queries use, or may use; null for any.</param>
    /// <param name="since">The moment since which queries count.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<DomainQueries>> DomainsAsync(DataProductId product, int? major, string? column, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string? Domain, long Queries, long Callers)>(
            """
            SELECT q.domain, count(DISTINCT q.id), count(DISTINCT q.principal)
            FROM query_reads r JOIN queries q ON q.id = r.query
            WHERE r.product = @Product AND r.at >= @Since AND (@Major::integer IS NULL OR r.major = @Major) AND (@Column::text IS NULL OR r.names IS NULL OR @Column = ANY(r.names))
            GROUP BY q.domain ORDER BY 2 DESC, q.domain
            """,
            new { Product = product.ToString(), Since = since, Major = major, Column = column },
            cancellationToken);
        return [.. rows.Select(row => new DomainQueries(row.Domain, row.Queries, row.Callers))];
    }

    /// <summary>Queries of a product, the newest first.</summary>
    /// <param name="product">The product.</param>
    /// <param name="major">The major version; null for all.</param>
    /// <param name="column">A column that the queries use, or may use; null for any.</param>
    /// <param name="since">The moment since which queries count.</param>
    /// <param name="before">The last query of the page before.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<(QueryPosition Position, CapturedQuery Query)>> ListAsync(
        DataProductId product, int? major, string? column, DateTimeOffset since, QueryPosition? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<long, CapturedQuery, (QueryPosition, CapturedQuery)>(
            new CommandDefinition(
                """
                WITH page AS (
                    SELECT r.query, max(r.at) AS at FROM query_reads r
                    WHERE r.product = @Product AND r.at >= @Since AND (@Major::integer IS NULL OR r.major = @Major) AND (@Column::text IS NULL OR r.names IS NULL OR @Column = ANY(r.names))
                        AND (@Before::bigint IS NULL OR (r.at, r.query) < (@BeforeAt, @Before))
                    GROUP BY r.query ORDER BY 2 DESC, 1 DESC LIMIT @Limit)
                SELECT q.id, q.query_id, q.at, q.principal, q.domain, q.fingerprint, q.duration_ms, q.rows, q.error, t.sql,
                    (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('product', r.product, 'major', r.major, 'columns', r.columns, 'snapshot_id', r.snapshot_id, 'snapshot_age_ms', r.snapshot_age_ms)) ORDER BY r.product, r.major)
                     FROM query_reads r WHERE r.query = q.id)::text AS reads
                FROM page JOIN queries q ON q.id = page.query LEFT JOIN query_texts t ON t.fingerprint = q.fingerprint
                ORDER BY page.at DESC, q.id DESC
                """,
                new { Product = product.ToString(), Since = since, Major = major, Column = column, Before = before?.Id, BeforeAt = before?.At ?? since, Limit = limit },
                cancellationToken: cancellationToken),
            (id, query) => (new QueryPosition(query.At, id), query),
            splitOn: "query_id")).AsList();
    }

    /// <summary>Deletes what is older than <see cref="Retention"/>.</summary>
    public async Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        int deleted;
        do
        {
            deleted = await connection.ExecuteAsync(
                "DELETE FROM queries WHERE id IN (SELECT id FROM queries WHERE at < @Old ORDER BY at LIMIT @AtOnce)", new { Old = now - Retention, AtOnce = CleanedAtOnce }, cancellationToken);
        }
        while (deleted == CleanedAtOnce);
        await connection.ExecuteAsync(
            """
            WITH gone AS (DELETE FROM product_readers WHERE read_at < @Old RETURNING name)
            UPDATE product_use u SET readers = u.readers - g.count FROM (SELECT name, count(*) FROM gone GROUP BY name) g WHERE u.name = g.name
            """,
            new { Old = now - Retention },
            cancellationToken);
        await connection.ExecuteAsync(
            "DELETE FROM query_texts WHERE seen_at < @Old - interval '1 hour'", new { Old = now - Retention }, cancellationToken);
    }
}

/// <summary>A query's place in the order of a list.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Id">Its row.</param>
internal sealed record QueryPosition(DateTimeOffset At, long Id)
{
    /// <summary>Reads a cursor; null for a text that is none.</summary>
    public static QueryPosition? Parse(string cursor) =>
        cursor.Split('-') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.UtcTicks
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            ? new QueryPosition(new DateTimeOffset(at, TimeSpan.Zero), row)
            : null;

    /// <summary>The cursor.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}-{Id}");
}

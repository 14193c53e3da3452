using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Products.Database;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Keeps the major versions of products, and who uses which.</summary>
internal sealed class LifecycleStore(NpgsqlDataSource database)
{
    // A major version waits for all users of an earlier one who have not agreed to it: its consumers, and those who queried it and cannot agree.
    private static readonly string Agreed = $"""
        NOT EXISTS (SELECT FROM subscriptions s WHERE s.name = m.name AND s.major < m.major AND s.acknowledged < m.major)
        AND NOT {Queried("m.name", "< m.major", "@Now")}
        """;

    /// <summary>Takes new major versions of products in: the default at once without consumers and readers, else when all agree or the notice is over.</summary>
    public static void Add(StatementBatch batch, IReadOnlyList<(DataProductId Product, int Major, TimeSpan Notice)> majorVersions, DateTimeOffset now) => batch.Add(
        $"""
        INSERT INTO product_majors (name, major, active_from, notice)
        SELECT g.name, g.major, CASE
            WHEN EXISTS (SELECT FROM subscriptions s WHERE s.name = g.name AND s.major < g.major AND s.acknowledged < g.major) OR {Queried("g.name", "< g.major", "$4")} THEN $4 + g.notice
            ELSE $4 END, g.notice
        FROM unnest($1, $2, $3) AS g(name, major, notice)
        ON CONFLICT DO NOTHING
        """,
        majorVersions.Select(each => each.Product.ToString()).ToArray(),
        majorVersions.Select(each => each.Major).ToArray(),
        majorVersions.Select(each => each.Notice).ToArray(),
        now);

    /// <summary>The major versions of a product; none when there is no such product.</summary>
    public async Task<IReadOnlyList<MajorVersionRow>> ListAsync(DataProductId product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await MajorVersionRows.ListAsync(connection, product, cancellationToken);
    }

    /// <summary>The major versions of a domain's products.</summary>
    public async Task<IReadOnlyList<ProductMajorStatus>> OfDomainAsync(string domain, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var products = (await MajorVersionRows.OfDomainAsync(connection, domain, cancellationToken)).GroupBy(row => row.Product, row => row.Major);
        return [.. products.SelectMany(product => MajorVersionTimeline.At(now, product.Key, [.. product]).Select(major => new ProductMajorStatus(product.Key, major)))];
    }

    /// <summary>
    /// Sets a major version's end. False when it must stay longer, because it is in use: an end that was announced is a promise, which is kept unless each
    /// consumer has agreed to a newer version; and the notice is never cut short.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="major">The major version.</param>
    /// <param name="retiresAt">Its end.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="notice">The notice.</param>
    /// <param name="record">Records the end; it is set once that has completed, and not where it fails.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> RetireAsync(
        DataProductId product, int major, DateTimeOffset retiresAt, DateTimeOffset now, TimeSpan notice, Func<Task> record, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // By itself: a statement that waits for the lock does not see a subscription that came before it.
        await LockAsync(product, transaction, cancellationToken);
        var changed = await transaction.ExecuteAsync(
            $"""
            UPDATE product_majors m SET retires_at = @RetiresAt, deprecated_at = coalesce(m.deprecated_at, @Now)
            FROM major_lives l
            WHERE m.name = @Name AND m.major = @Major AND l.name = m.name AND l.major = m.major
              AND (@RetiresAt >= l.retires_at
                OR NOT (EXISTS (SELECT FROM subscriptions WHERE name = @Name AND major = @Major) OR {Queried("@Name", "= @Major", "@Now")})
                OR (@RetiresAt >= @Earliest AND (
                    NOT (l.end_is_set OR EXISTS (SELECT FROM product_majors s WHERE s.name = m.name AND s.major > m.major AND s.active_from <= @Now))
                    OR NOT EXISTS (SELECT FROM subscriptions WHERE name = @Name AND major = @Major AND acknowledged <= @Major))))
            """,
            new { Name = product.ToString(), Major = major, RetiresAt = retiresAt.ToUniversalTime(), Now = now, Earliest = now + notice },
            cancellationToken);
        if (changed == 0)
        {
            return false;
        }

        await record();
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Returns the subscriptions to major versions of a product, by name and number.</summary>
    public Task<IReadOnlyList<ConsumerSubscription>> SubscriptionsAsync(DataProductId product, CancellationToken cancellationToken) => database.QueryAsync<ConsumerSubscription>(
        "SELECT consumer, consumer_domain, major, purpose, subscribed_at, acknowledged, kept_columns AS columns FROM subscriptions WHERE name = @Name ORDER BY consumer, major",
        new { Name = product.ToString() },
        cancellationToken);

    /// <summary>Keeps a subscription to a major version; the same consumer's again changes its purpose, and its columns where it has some. Who reads a newer one agrees to it for the older ones, too.</summary>
    public Task SubscribeAsync(DataProductId product, ConsumerSubscription subscription, CancellationToken cancellationToken) => ChangeAsync(
        product,
        """
        INSERT INTO subscriptions (name, consumer, consumer_domain, major, purpose, subscribed_at, acknowledged, kept_columns)
        VALUES (@Name, @Consumer, @ConsumerDomain, @Major, @Purpose, @Now, @Major, @Columns)
        ON CONFLICT (name, consumer, major) DO UPDATE
        SET consumer_domain = excluded.consumer_domain, purpose = excluded.purpose, kept_columns = coalesce(excluded.kept_columns, subscriptions.kept_columns);
        UPDATE subscriptions SET acknowledged = (SELECT max(acknowledged) FROM subscriptions WHERE name = @Name AND consumer = @Consumer)
        WHERE name = @Name AND consumer = @Consumer;
        """,
        new { Name = product.ToString(), subscription.Consumer, subscription.ConsumerDomain, subscription.Major, subscription.Purpose, Now = subscription.SubscribedAt, Columns = subscription.Columns?.ToArray() },
        subscription.SubscribedAt,
        cancellationToken);

    /// <summary>Ends a consumer's subscription to a major version, or to all where none is named; false when there is none.</summary>
    public async Task<bool> UnsubscribeAsync(DataProductId product, string consumer, int? major, DateTimeOffset now, CancellationToken cancellationToken) => await ChangeAsync(
        product,
        "DELETE FROM subscriptions WHERE name = @Name AND consumer = @Consumer AND (@Major::integer IS NULL OR major = @Major)",
        new { Name = product.ToString(), Consumer = consumer, Major = major },
        now,
        cancellationToken) > 0;

    /// <summary>Notes that a consumer agrees to a major version, whichever it reads; false when it has no subscription.</summary>
    public async Task<bool> AcknowledgeAsync(DataProductId product, string consumer, int major, DateTimeOffset now, CancellationToken cancellationToken) => await ChangeAsync(
        product,
        "UPDATE subscriptions SET acknowledged = greatest(acknowledged, @Major) WHERE name = @Name AND consumer = @Consumer",
        new { Name = product.ToString(), Consumer = consumer, Major = major },
        now,
        cancellationToken) > 0;

    // SQL of whether other domains have read major versions of a product by recorded queries of the last 30 days.
    private static string Queried(string name, string majorVersions, string now) => $"""
        EXISTS (
            SELECT FROM query_reads r JOIN queries q ON q.id = r.query
            WHERE r.product = {name} AND r.major {majorVersions} AND r.at > {now}::timestamptz - interval '30 days' AND q.error IS NULL AND q.domain IS DISTINCT FROM split_part({name}, '.', 1))
        """;

    private static Task LockAsync(DataProductId product, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("SELECT FROM product_majors WHERE name = @Name FOR UPDATE", new { Name = product.ToString() }, cancellationToken);

    // The last acknowledgement that was waited for activates the new major version.
    private Task<int> ChangeAsync(DataProductId product, string sql, object parameters, DateTimeOffset now, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        await LockAsync(product, transaction, cancellationToken);
        var changed = await transaction.ExecuteAsync(sql, parameters, cancellationToken);
        await transaction.ExecuteAsync(
            $"""
            UPDATE product_majors m SET active_from = @Now WHERE name = @Name AND active_from > @Now AND {Agreed};
            INSERT INTO product_use (name, consumers) SELECT @Name, count(DISTINCT consumer) FROM subscriptions WHERE name = @Name
            ON CONFLICT (name) DO UPDATE SET consumers = excluded.consumers;
            """,
            new { Name = product.ToString(), Now = now },
            cancellationToken);
        return changed;
    }, cancellationToken);
}

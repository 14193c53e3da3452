using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// The products that cannot be published, each with the time since when: stored for the owners and the catalog, who may ask any process of the domain. The
/// process that publishes delays the next try of each. The service is degraded while one lasts.
/// </summary>
internal sealed class PublishingFailures(NpgsqlDataSource database, TimeProvider time) : IHealthCheck
{
    /// <summary>The shortest time until a failed product is tried again.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    // The other products of the domain wait during a try: it may take a seventh of the time.
    private const int PauseOfTry = 6;
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(1);

    // A change of publisher is no failure.
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ProductMajorVersion, long> _began = [];
    private readonly Dictionary<ProductMajorVersion, (long At, TimeSpan Delay)> _failed = [];

    // The reason noted last; null for a product that is stored as published. Another publisher may have left others as failing.
    private readonly Dictionary<ProductMajorVersion, string?> _noted = [];

    /// <summary>The time until a product that failed is tried again; null when it did not fail.</summary>
    public TimeSpan? RetryIn(ProductMajorVersion product) =>
        !_failed.TryGetValue(product, out var failed) ? null
        : failed.Delay - time.GetElapsedTime(failed.At) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Begins a lease: another publisher may have changed the stored failures since, and failures of products that are not published any more end.</summary>
    /// <param name="published">The products that are published.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task BeginLeaseAsync(IEnumerable<ProductMajorVersion> published, CancellationToken cancellationToken)
    {
        _noted.Where(noted => noted.Value is null).ToList().ForEach(noted => _noted.Remove(noted.Key));
        await TryAsync("DELETE FROM mesh.publishing_failures WHERE product <> ALL(@Published) AND ahead_of IS NULL", new { Published = published.Select(product => product.ToString()).ToArray() }, cancellationToken);
    }

    /// <summary>Begins a try of a product; false where it failed so recently that it is not tried again yet.</summary>
    public bool TryBegin(ProductMajorVersion product)
    {
        if (RetryIn(product) > TimeSpan.Zero)
        {
            return false;
        }

        _failed.Remove(product);
        _began[product] = time.GetTimestamp();
        return true;
    }

    /// <summary>Notes that a product could not be published.</summary>
    /// <param name="product">The product.</param>
    /// <param name="position">The table's position; null when it could not be read.</param>
    /// <param name="reason">The cause.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    /// <returns>Whether the cause is another than the last.</returns>
    public async Task<bool> AddAsync(ProductMajorVersion product, long? position, string reason, CancellationToken cancellationToken)
    {
        var isNew = _noted.GetValueOrDefault(product) != reason;
        // What fails the first time may pass at once, as a store that was away.
        var pause = (!isNew && _began.TryGetValue(product, out var began) ? time.GetElapsedTime(began) : TimeSpan.Zero) * PauseOfTry;
        var delay = TimeSpan.FromTicks(Math.Clamp(pause.Ticks, RetryDelay.Ticks, LongestRetryDelay.Ticks));
        (_failed[product], _noted[product]) = ((time.GetTimestamp(), delay), reason);
        await TryAsync(
            """
            INSERT INTO mesh.publishing_failures AS known (product, failing_since, tried_at, reason, position) VALUES (@Product, @Now, @Now, @Reason, @Position)
            ON CONFLICT (product) DO UPDATE SET tried_at = excluded.tried_at, reason = excluded.reason, position = coalesce(excluded.position, known.position)
            """,
            new { Product = product.ToString(), Position = position, Reason = reason, Now = time.GetUtcNow() },
            cancellationToken);
        return isNew;
    }

    /// <summary>Notes that a product's table is ahead of the outbox. It stays noted, whatever fails then, until an operator deletes the failure.</summary>
    /// <param name="product">The product.</param>
    /// <param name="position">The table's position.</param>
    /// <param name="reason">The cause, until a try is noted.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public Task AddAheadAsync(ProductMajorVersion product, long position, string reason, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        INSERT INTO mesh.publishing_failures AS known (product, failing_since, tried_at, reason, position, ahead_of) VALUES (@Product, @Now, @Now, @Reason, @Position, @Position)
        ON CONFLICT (product) DO UPDATE SET ahead_of = greatest(known.ahead_of, excluded.ahead_of)
        """,
        new { Product = product.ToString(), Position = position, Reason = reason, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Returns the position by which a product's table was ahead of the outbox; null where it never was, or an operator ended the failure.</summary>
    public Task<long?> FindAheadAsync(ProductMajorVersion product, CancellationToken cancellationToken) => database.FirstAsync<long?>(
        "SELECT (SELECT ahead_of FROM mesh.publishing_failures WHERE product = @Product)", new { Product = product.ToString() }, cancellationToken);

    /// <summary>Notes that a product can be published.</summary>
    public async Task EndAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        if ((_noted.Remove(product, out var reason) && reason is null) || await TryAsync("DELETE FROM mesh.publishing_failures WHERE product = @Product", new { Product = product.ToString() }, cancellationToken))
        {
            _noted[product] = null;
            return;
        }

        // The publish is done; it is noted with the next turn, which comes again.
        _failed[product] = (time.GetTimestamp(), RetryDelay);
    }

    /// <summary>Returns the reason why a product cannot be published; null when it can be, or was not tried yet.</summary>
    public async Task<PublishingFailure?> FindAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        var row = await database.FirstAsync<(DateTimeOffset Since, DateTimeOffset TriedAt, string Reason, long? Position)?>(
            "SELECT failing_since, tried_at, reason, position FROM mesh.publishing_failures WHERE product = @Product",
            new { Product = product.ToString() },
            cancellationToken);
        return row is { } found ? new PublishingFailure(found.Since, found.TriedAt, found.Reason, found.Position) : null;
    }

    /// <summary>Returns the products that have not been published for a while, each with the time of the first failure.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset>> LastingAsync(CancellationToken cancellationToken) =>
        (await LastingAsync(triedAfter: DateTimeOffset.UnixEpoch, cancellationToken)).ToDictionary(failure => failure.Product, failure => failure.Since);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        // One that is not tried any more is of an earlier process, or of a product that is gone.
        await DatabaseAnswer.OrNullAsync(token => LastingAsync(time.GetUtcNow() - (LongestRetryDelay * 3), token), cancellationToken) is { Count: > 0 } lasting
            ? HealthCheckResult.Degraded(string.Join('\n', lasting.Select(failure => string.Create(
                CultureInfo.InvariantCulture, $"not published since {failure.Since:u}: {failure.Product.Reference} → GET /products/{failure.Product.Product.Product}/publishing has the reason"))))
            : HealthCheckResult.Healthy();

    private Task<IReadOnlyList<(ProductMajorVersion Product, DateTimeOffset Since)>> LastingAsync(DateTimeOffset triedAfter, CancellationToken cancellationToken) => database.QueryAsync<(ProductMajorVersion Product, DateTimeOffset Since)>(
        "SELECT product, failing_since FROM mesh.publishing_failures WHERE failing_since <= @Before AND tried_at > @TriedAfter ORDER BY product",
        new { Before = time.GetUtcNow() - Passing, TriedAfter = triedAfter },
        cancellationToken);

    // While the database does not answer nothing is noted; the next try is.
    private Task<bool> TryAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        DatabaseAnswer.TryAsync(token => database.ExecuteAsync(sql, parameters, token), cancellationToken);
}

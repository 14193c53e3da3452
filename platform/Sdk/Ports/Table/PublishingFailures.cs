using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Stores the products that cannot be published, with the time since when, for all processes that publish.</summary>
internal sealed class PublishingFailures(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Notes that a product could not be published.</summary>
    /// <param name="product">The product.</param>
    /// <param name="position">The table's position; null when it could not be read.</param>
    /// <param name="reason">The cause.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    public Task AddAsync(ProductMajorVersion product, long? position, string reason, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO mesh.publishing_failures AS known (product, failing_since, tried_at, reason, position) VALUES (@Product, @Now, @Now, @Reason, @Position)
        ON CONFLICT (product) DO UPDATE SET failing_since = coalesce(known.failing_since, excluded.failing_since), tried_at = excluded.tried_at, reason = excluded.reason,
            position = CASE WHEN known.failing_since IS NULL THEN excluded.position ELSE coalesce(excluded.position, known.position) END
        """,
        new { Product = product.ToString(), Position = position, Reason = reason, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Notes that a product can be published.</summary>
    public Task EndAsync(ProductMajorVersion product, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE mesh.publishing_failures SET failing_since = NULL WHERE product = @Product AND failing_since IS NOT NULL", new { Product = product.ToString() }, cancellationToken);

    /// <summary>Returns the reason why a product cannot be published; null when it can be, or was not tried yet.</summary>
    public async Task<PublishingFailure?> FindAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<(DateTime Since, DateTime TriedAt, string Reason, long? Position)?>(new CommandDefinition(
            "SELECT failing_since, tried_at, reason, position FROM mesh.publishing_failures WHERE product = @Product AND failing_since IS NOT NULL",
            new { Product = product.ToString() },
            cancellationToken: cancellationToken));
        return row is { } found ? new PublishingFailure(new(found.Since, TimeSpan.Zero), new(found.TriedAt, TimeSpan.Zero), found.Reason, found.Position) : null;
    }

    /// <summary>
    /// Returns for each product that ever failed since when it fails, or null when it no longer does. Products that this service no longer
    /// has do not fail.
    /// </summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset?>> AllAsync(IEnumerable<ProductMajorVersion> own, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Product, DateTime? Since)>(new CommandDefinition(
            """
            UPDATE mesh.publishing_failures SET failing_since = NULL WHERE product <> ALL(@Own) AND failing_since IS NOT NULL;
            SELECT product, failing_since FROM mesh.publishing_failures
            """,
            new { Own = own.Select(product => product.ToString()).ToArray() },
            cancellationToken: cancellationToken));
        return rows.ToDictionary(
            row => ProductMajorVersion.TryParse(row.Product, out var product) ? product : throw new InvalidDataException($"{row.Product} is no major version of a product."),
            row => row.Since is { } since ? new DateTimeOffset(since, TimeSpan.Zero) : (DateTimeOffset?)null);
    }

    private async Task ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }
}

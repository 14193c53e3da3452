using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Keeps which products cannot be published and since when, whichever process tries it, until the catalog knows how it ended.</summary>
internal sealed class PublishingFailures(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The catalog hears of those that last: a relay that another takes over from is none.</summary>
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(10);

    /// <summary>Notes that a product could not be published.</summary>
    /// <param name="product">The product.</param>
    /// <param name="position">How far its table has come; null where it could not be asked.</param>
    /// <param name="reason">Why it could not.</param>
    /// <param name="cancellationToken">Ends the note.</param>
    public Task AddAsync(ProductMajor product, long? position, string reason, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO mesh.publishing_failures AS known (product, failing_since, tried_at, reason, position, is_told) VALUES (@Product, @Now, @Now, @Reason, @Position, false)
        ON CONFLICT (product) DO UPDATE SET failing_since = coalesce(known.failing_since, excluded.failing_since), tried_at = excluded.tried_at, reason = excluded.reason,
            position = CASE WHEN known.failing_since IS NULL THEN excluded.position ELSE coalesce(excluded.position, known.position) END,
            is_told = known.is_told AND known.failing_since IS NOT NULL
        """,
        new { Product = product.ToString(), Position = position, Reason = reason, Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Notes that a product can be published. The catalog is told also where it has not taken the failure: it may have, and its answer was lost.</summary>
    public Task EndAsync(ProductMajor product, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE mesh.publishing_failures SET failing_since = NULL, is_told = false WHERE product = @Product AND failing_since IS NOT NULL", new { Product = product.ToString() }, cancellationToken);

    /// <summary>Has the catalog told of each product anew, and that those which this service has no more do not fail.</summary>
    public Task TellAnewAsync(IEnumerable<ProductMajor> products, CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE mesh.publishing_failures SET failing_since = NULL, is_told = false WHERE product <> ALL(@Products);
        INSERT INTO mesh.publishing_failures (product, tried_at, reason, is_told) SELECT product, @Now, '', false FROM unnest(@Products) AS product
        ON CONFLICT (product) DO UPDATE SET is_told = false
        """,
        new { Products = products.Select(product => product.ToString()).ToArray(), Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Why a product cannot be published; null when it can be, or was not tried yet.</summary>
    public async Task<PublishingFailure?> FindAsync(ProductMajor product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<(DateTime Since, DateTime TriedAt, string Reason, long? Position)?>(new CommandDefinition(
            "SELECT failing_since, tried_at, reason, position FROM mesh.publishing_failures WHERE product = @Product AND failing_since IS NOT NULL",
            new { Product = product.ToString() },
            cancellationToken: cancellationToken));
        return row is { } found ? new PublishingFailure(new(found.Since, TimeSpan.Zero), new(found.TriedAt, TimeSpan.Zero), found.Reason, found.Position) : null;
    }

    /// <summary>What the catalog does not know yet: since when each product cannot be published, or null where it can be again.</summary>
    public async Task<IReadOnlyList<(ProductMajor Product, DateTimeOffset? FailingSince)>> UntoldAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Product, DateTime? Since)>(new CommandDefinition(
            "SELECT product, failing_since FROM mesh.publishing_failures WHERE NOT is_told AND (failing_since IS NULL OR failing_since <= @Before) ORDER BY product",
            new { Before = time.GetUtcNow() - Passing },
            cancellationToken: cancellationToken));
        return
        [
            .. rows.Select(row => (
                ProductMajor.TryParse(row.Product, out var product) ? product : throw new InvalidDataException($"{row.Product} is no major version of a product."),
                row.Since is { } since ? new DateTimeOffset(since, TimeSpan.Zero) : (DateTimeOffset?)null)),
        ];
    }

    /// <summary>Notes what the catalog was told.</summary>
    public Task ToldAsync(ProductMajor product, DateTimeOffset? failingSince, CancellationToken cancellationToken) => ExecuteAsync(
        failingSince is null
            ? "DELETE FROM mesh.publishing_failures WHERE product = @Product AND failing_since IS NULL"
            : "UPDATE mesh.publishing_failures SET is_told = true WHERE product = @Product AND failing_since = @Since",
        new { Product = product.ToString(), Since = failingSince },
        cancellationToken);

    private async Task ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }
}

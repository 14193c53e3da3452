using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Keeps which products cannot be published and since when, whichever process tries it.</summary>
internal sealed class PublishingFailures(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Notes that a product could not be published.</summary>
    /// <param name="product">The product.</param>
    /// <param name="position">How far its table has come; null where it could not be asked.</param>
    /// <param name="reason">Why it could not.</param>
    /// <param name="cancellationToken">Ends the note.</param>
    /// <returns>Since when it cannot be.</returns>
    public async Task<DateTimeOffset> AddAsync(ProductMajor product, long? position, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var since = await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition(
            """
            INSERT INTO mesh.publishing_failures AS known (product, failing_since, tried_at, reason, position) VALUES (@Product, @Now, @Now, @Reason, @Position)
            ON CONFLICT (product) DO UPDATE SET failing_since = coalesce(known.failing_since, excluded.failing_since), tried_at = excluded.tried_at, reason = excluded.reason,
                position = CASE WHEN known.failing_since IS NULL THEN excluded.position ELSE coalesce(excluded.position, known.position) END
            RETURNING failing_since
            """,
            new { Product = product.ToString(), Position = position, Reason = reason, Now = time.GetUtcNow() },
            cancellationToken: cancellationToken));
        return new DateTimeOffset(since, TimeSpan.Zero);
    }

    /// <summary>Notes that a product can be published.</summary>
    public async Task EndAsync(ProductMajor product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE mesh.publishing_failures SET failing_since = NULL WHERE product = @Product AND failing_since IS NOT NULL", new { Product = product.ToString() }, cancellationToken: cancellationToken));
    }

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

    /// <summary>Notes that the products that this service has no more do not fail.</summary>
    /// <returns>Those of them that ever failed.</returns>
    public async Task<IReadOnlyList<ProductMajor>> EndOthersAsync(IEnumerable<ProductMajor> own, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var ended = await connection.QueryAsync<string>(new CommandDefinition(
            "UPDATE mesh.publishing_failures SET failing_since = NULL WHERE product <> ALL(@Own) RETURNING product", new { Own = own.Select(product => product.ToString()).ToArray() }, cancellationToken: cancellationToken));
        return [.. ended.Select(text => ProductMajor.TryParse(text, out var product) ? product : throw new InvalidDataException($"{text} is no major version of a product."))];
    }
}

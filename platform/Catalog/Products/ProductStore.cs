using System.Text.Json;
using Dapper;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>Keeps every registered version of every product.</summary>
internal sealed class ProductStore(NpgsqlDataSource database)
{
    private const string Newest = "ORDER BY name, major DESC, minor DESC, patch DESC";

    /// <summary>The newest version of each product after a name, in order of name.</summary>
    public async Task<IReadOnlyList<ProductDetails>> ListAsync(string? domain, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<string>(new CommandDefinition(
            $"""
            SELECT DISTINCT ON (name) details
            FROM product_versions
            WHERE name > @After AND (@Prefix = '' OR starts_with(name, @Prefix))
            {Newest}
            LIMIT @Limit
            """,
            new { After = after ?? "", Prefix = string.IsNullOrEmpty(domain) ? "" : domain + ".", Limit = limit },
            cancellationToken: cancellationToken));
        return [.. rows.Select(Read)];
    }

    /// <summary>The newest version of a product; null when no such product is registered.</summary>
    public async Task<ProductDetails?> FindAsync(DataProductId name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(
            $"SELECT details FROM product_versions WHERE name = @Name {Newest} LIMIT 1",
            new { Name = name.ToString() },
            cancellationToken: cancellationToken));
        return row is null ? null : Read(row);
    }

    /// <summary>
    /// Keeps a version. The same contract again changes nothing but what may change within a version; another schema
    /// under a version that exists is not kept, and the version that stands is returned as the conflict.
    /// </summary>
    public async Task<RegistrationResult> RegisterAsync(ProductDetails details, string descriptor, string fingerprint, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { Name = details.Name.ToString(), details.Version.Major, details.Version.Minor, details.Version.Patch };

        // Two replicas of one service may register at the same moment: the second waits and then finds the first's row.
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended(@Name, 0))", key, transaction, cancellationToken: cancellationToken));
        var standing = await connection.QueryFirstOrDefaultAsync<StandingVersion>(new CommandDefinition(
            """
            SELECT details, descriptor, fingerprint FROM product_versions
            WHERE name = @Name AND major = @Major AND minor = @Minor AND patch = @Patch
            """,
            key,
            transaction,
            cancellationToken: cancellationToken));

        if (standing is not null && standing.Fingerprint != fingerprint)
        {
            return new RegistrationResult(RegistrationOutcome.Conflict, Read(standing.Details));
        }

        var previous = standing is null ? null : Read(standing.Details);
        if (previous is not null && standing!.Descriptor == descriptor && previous.Ports.SequenceEqual(details.Ports))
        {
            return new RegistrationResult(RegistrationOutcome.Unchanged, previous);
        }

        var kept = previous is null ? details : details with { RegisteredAt = previous.RegisteredAt };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO product_versions (name, major, minor, patch, descriptor, details, fingerprint, registered_at, updated_at)
            VALUES (@Name, @Major, @Minor, @Patch, @Descriptor, @Details::jsonb, @Fingerprint, @RegisteredAt, @UpdatedAt)
            ON CONFLICT (name, major, minor, patch)
            DO UPDATE SET descriptor = excluded.descriptor, details = excluded.details, updated_at = excluded.updated_at
            """,
            new
            {
                key.Name,
                key.Major,
                key.Minor,
                key.Patch,
                Descriptor = descriptor,
                Details = JsonSerializer.Serialize(kept, MeshJson.Options),
                Fingerprint = fingerprint,
                kept.RegisteredAt,
                kept.UpdatedAt,
            },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new RegistrationResult(previous is null ? RegistrationOutcome.Created : RegistrationOutcome.Updated, kept);
    }

    private static ProductDetails Read(string json) => JsonSerializer.Deserialize<ProductDetails>(json, MeshJson.Options)!;

    private sealed record StandingVersion(string Details, string Descriptor, string Fingerprint);
}

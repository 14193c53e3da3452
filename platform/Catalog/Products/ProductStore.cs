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
    /// Keeps a version. The same contract again changes nothing but the words for people; a contract that
    /// <see cref="VersionRule"/> does not let stand beside the others is not kept, and the rule's sentence is returned.
    /// </summary>
    public async Task<RegistrationResult> RegisterAsync(ProductDetails details, string descriptor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { Name = details.Name.ToString(), details.Version.Major, details.Version.Minor, details.Version.Patch };

        // Two replicas of one service may register at the same moment: the second waits and then finds the first's row.
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended(@Name, 0))", key, transaction, cancellationToken: cancellationToken));
        var rows = await connection.QueryAsync<StandingVersion>(new CommandDefinition(
            "SELECT details, descriptor FROM product_versions WHERE name = @Name", key, transaction, cancellationToken: cancellationToken));
        var standing = rows.Select(row => (Details: Read(row.Details), row.Descriptor)).ToList();
        if (VersionRule.Problem([.. standing.Select(version => version.Details.ToDescriptor())], details.ToDescriptor()) is { } problem)
        {
            return new RegistrationResult.Conflict(problem);
        }

        var (previous, text) = standing.FirstOrDefault(version => version.Details.Version == details.Version);
        if (previous is not null && text == descriptor && previous.Ports.SequenceEqual(details.Ports))
        {
            return new RegistrationResult.Kept(RegistrationOutcome.Unchanged, previous);
        }

        var kept = previous is null ? details : details with { RegisteredAt = previous.RegisteredAt };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO product_versions (name, major, minor, patch, descriptor, details, registered_at, updated_at)
            VALUES (@Name, @Major, @Minor, @Patch, @Descriptor, @Details::jsonb, @RegisteredAt, @UpdatedAt)
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
                kept.RegisteredAt,
                kept.UpdatedAt,
            },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new RegistrationResult.Kept(previous is null ? RegistrationOutcome.Created : RegistrationOutcome.Updated, kept);
    }

    private static ProductDetails Read(string json) => JsonSerializer.Deserialize<ProductDetails>(json, MeshJson.Options)!;

    private sealed record StandingVersion(string Details, string Descriptor);
}

using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Search;

/// <summary>
/// Makes the search documents of products that were registered by a program without them, or with documents of an older form, before the first
/// request is taken.
/// </summary>
internal sealed class SearchDocumentsAtStart(NpgsqlDataSource database) : IHostedService
{
    private const int ProductsAtOnce = 100;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string? after = "";
        while (after is not null)
        {
            after = await WriteNextAsync(after, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string?> WriteNextAsync(string after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        string[] names = [.. await connection.QueryAsync<string>(
            """
            SELECT DISTINCT v.name FROM product_versions v
            WHERE v.name > @After AND NOT EXISTS (SELECT FROM product_search s WHERE s.name = v.name AND s.major = v.major AND s.form >= @Form)
            ORDER BY v.name LIMIT @ProductsAtOnce
            """,
            new { After = after, SearchDocument.Form, ProductsAtOnce },
            cancellationToken)];
        if (names.Length == 0)
        {
            return null;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A registration of one of them by another process waits, and then writes its own document. All locks come before all writes, so that neither waits for the other's.
        await transaction.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM (SELECT name FROM unnest(@Names) name ORDER BY name) names", new { Names = names }, cancellationToken);
        var versions = await transaction.QueryAsync<string>("SELECT details FROM product_versions WHERE name = ANY(@Names)", new { Names = names }, cancellationToken);
        await using var batch = new StatementBatch(transaction);
        SearchDocuments.Add(batch, [.. versions.Select(details => JsonSerializer.Deserialize<ProductDetails>(details, MeshJson.Options)!)]);
        await batch.ExecuteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return names[^1];
    }
}

using Dapper;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace MeshStarter.Catalog.Queries;

/// <summary>Subscriptions and recorded queries of all products at once, for governance, which compares rules with them.</summary>
internal static class UseEndpoints
{
    private const int MostRows = 100_000;

    public static void MapUses(this IEndpointRouteBuilder app) =>
        app.MapGet("/uses", ReadAsync).WithName("CatalogUses").WithSummary("The subscriptions, and what the queries of the last 30 days read, as governance").WithTags("queries");

    private static async Task<Results<Ok<CatalogUses>, ProblemHttpResult>> ReadAsync(HttpContext http, NpgsqlDataSource database, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var principal = http.User.ToPrincipal();
        if (!PlatformServices.Is(principal, PlatformServices.Governance))
        {
            decisions.Record(principal, AuditActions.Audit, null, permit: false, $"Only the service {PlatformServices.Governance} reads all uses.", []);
            return CatalogProblems.Forbidden($"Only the service {PlatformServices.Governance} reads all uses; you are {principal.Subject}. GET /products/{{name}}/queries has those of a product.");
        }

        var since = time.GetUtcNow() - QueryStore.Retention;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var queries = await connection.FirstAsync<int>("SELECT count(*) FROM queries WHERE at >= @since", new { since }, cancellationToken);
        var subscriptions = await connection.QueryAsync<(string Product, string Consumer, string? Domain, string[]? Columns)>(
            """
            SELECT s.name, s.consumer, s.consumer_domain, array_agg(DISTINCT c.kept) FILTER (WHERE c.kept IS NOT NULL)
            FROM subscriptions s LEFT JOIN LATERAL unnest(s.kept_columns) AS c (kept) ON true
            GROUP BY s.name, s.consumer, s.consumer_domain ORDER BY s.name, s.consumer LIMIT @MostRows
            """,
            new { MostRows },
            cancellationToken);
        var reads = await connection.QueryAsync<(string Product, string Principal, string? Domain, string[]? Columns, int Queries)>(
            """
            SELECT r.product, q.principal, q.domain, r.names, count(*)::integer
            FROM queries q JOIN query_reads r ON r.query = q.id
            WHERE q.at >= @since
            GROUP BY r.product, q.principal, q.domain, r.names ORDER BY 5 DESC, 1, 2 LIMIT @MostRows
            """,
            new { since, MostRows },
            cancellationToken);
        return TypedResults.Ok(new CatalogUses(
            since,
            queries,
            [.. subscriptions.Select(row => new SubscriptionUse(DataProductId.Parse(row.Product), row.Consumer, row.Domain, row.Columns))],
            [.. reads.Select(row => new QueryUse(DataProductId.Parse(row.Product), row.Principal, row.Domain, row.Columns, row.Queries))])
        {
            IsComplete = subscriptions.Count < MostRows && reads.Count < MostRows,
        });
    }
}

using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Queries;

/// <summary>
/// Recorded queries: the query proxy reports them; the owner of a product and auditors read them, others see the callers' domains and
/// numbers.
/// </summary>
internal static class QueryEndpoints
{
    private const int MaximumBatch = 1_000;
    private const int DefaultLimit = 50;
    private const int MaximumLimit = 500;
    private const int MaximumText = 10_000;

    public static void MapRecordedQueries(this IEndpointRouteBuilder app)
    {
        app.MapUses();
        app.MapPost("/queries", ReportAsync).WithName("ReportQueries").WithSummary("Report queries that have ended, as the query proxy").WithTags("queries");
        app.MapGet("/products/{name}/queries", ListAsync).WithQueryParameters().WithName("ProductQueries").WithSummary("The queries of the last 30 days that read a product, or one ?column= of it").WithTags("queries");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        ItemList<CapturedQuery> reported, HttpContext http, QueryStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        var principal = http.User.ToPrincipal();
        if (!PlatformServices.Is(principal, PlatformServices.Query))
        {
            decisions.Record(principal, AuditActions.Operate, null, permit: false, $"Only the service {PlatformServices.Query} reports queries.", []);
            return CatalogProblems.Forbidden($"Only the service {PlatformServices.Query} reports queries; you are {principal.Subject}.");
        }

        if (reported.Items.Count > MaximumBatch)
        {
            return CatalogProblems.BadRequest($"items: has more than {MaximumBatch} queries. Send the others by themselves.");
        }

        if (reported.Items.FirstOrDefault(query => query.QueryId.Length is 0 or > 200 || query.Fingerprint.Length is 0 or > 200 || query.Principal.Length is 0 or > 1_000 || query.Sql?.Length > MaximumText) is { } wrong)
        {
            return CatalogProblems.BadRequest($"items: query \"{(wrong.QueryId.Length > 200 ? wrong.QueryId[..200] : wrong.QueryId)}\" has no id, principal or fingerprint, or one that is too long, or a text of more than {MaximumText} characters.");
        }

        // The checks of a start are no use of a product. No person's token has such a subject.
        await store.AddAsync([.. reported.Items.Where(query => query.Domain is not null || !PlatformServices.Names.Contains(query.Principal, StringComparer.Ordinal))], time.GetUtcNow(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ProductQueries>, ProblemHttpResult>> ListAsync(
        string name, HttpContext http, RequestedProducts products, QueryStore store, ProductVisibility visibility, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken,
        string? column = null, string? cursor = null, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaximumLimit)
        {
            return CatalogProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        if (cursor is { Length: > 0 } && QueryPosition.Parse(cursor) is null)
        {
            return CatalogProblems.BadRequest("cursor: must be the next of a page before, or be left out.");
        }

        var product = await products.FindAsync(name, http, cancellationToken);
        var since = time.GetUtcNow() - QueryStore.Retention;
        var reference = ProductReference.Parse(name);
        var major = reference.Major;
        var domains = await store.DomainsAsync(product.Name, major, column, since, cancellationToken);
        var answer = new ProductQueries { Product = product.Name, Major = major, Since = since, Total = domains.Sum(domain => domain.Queries), Domains = domains };
        if (column is { Length: > 0 } && answer.Total == 0 && product.Schema.All(each => each.Name != column))
        {
            return CatalogProblems.BadRequest($"column: {reference} has no column {Quoted.Text(column)}, and no query of the last 30 days used one.{(Suggestion.Nearest(column, product.Schema.Select(each => each.Name)) is { } nearest ? $" Did you mean {nearest}?" : "")}");
        }

        var principal = http.User.ToPrincipal();
        if (!decisions.MayAudit(principal, product))
        {
            return TypedResults.Ok(answer);
        }

        var page = await store.ListAsync(product.Name, major, column, since, cursor is { Length: > 0 } ? QueryPosition.Parse(cursor) : null, limit + 1, cancellationToken);
        var visible = await visibility.OfAsync(decisions.Bundle, principal, page.SelectMany(each => each.Query.Reads).Select(read => new ProductReference(read.Product, read.Major)), cancellationToken);
        return TypedResults.Ok(answer with
        {
            Items = [.. page.Take(limit).Select(each => Shown(each.Query, visible))],
            Next = page.Count > limit ? page[limit - 1].Position.ToString() : null,
        });
    }

    // A text that names a product that the caller may not discover is not shown, and neither is that it read it.
    private static CapturedQuery Shown(CapturedQuery query, IReadOnlyDictionary<ProductReference, VisibleVersion> visible)
    {
        var shown = query.Reads.Where(read => visible.ContainsKey(new ProductReference(read.Product, read.Major))).ToList();
        return shown.Count == query.Reads.Count ? query : query with { Sql = null, Reads = shown };
    }
}

using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Quality;

/// <summary>Serves the check results of a product: reported by its own service, visible to all who may discover the product, without counts of rows to those from whom a rule keeps rows.</summary>
internal static class QualityEndpoints
{
    private const int DefaultMinutes = 60;
    private const int MaximumMinutes = 7 * 24 * 60;

    public static RouteGroupBuilder MapQuality(this IEndpointRouteBuilder app)
    {
        var quality = app.MapGroup("/products/{name}/quality").WithTags("quality");
        quality.MapGet("", FindAsync).WithQueryParameters().WithName("ProductQuality").WithSummary("What the checks said last, and of the batches before");
        quality.MapPost("", ReportAsync).WithName("ReportBatch").WithSummary("Report a batch that no commit publishes");
        return quality;
    }

    private static async Task<Results<Ok<ProductQuality>, ProblemHttpResult>> FindAsync(
        string name, HttpContext http, RequestedProducts products, QualityStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken,
        int minutes = DefaultMinutes)
    {
        if (minutes is < 1 or > MaximumMinutes)
        {
            return CatalogProblems.BadRequest($"minutes: must be a whole number from 1 to {MaximumMinutes}.");
        }

        var product = await products.FindAsync(name, http, cancellationToken);
        var quality = await store.FindAsync(product.Name, product.Version.Major, time.GetUtcNow().AddMinutes(-minutes), cancellationToken) with { Reachability = product.Reachability };
        return TypedResults.Ok(decisions.SeesCounts(decisions.Bundle, http.User.ToPrincipal(), product) ? quality : quality.WithoutRows());
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReportAsync(
        string name, BatchReport report, HttpContext http, RequestedProducts products, BatchResults results, CancellationToken cancellationToken)
    {
        var product = await products.FindReportedAsync(name, report.Version.Major, "batches", http, cancellationToken);

        if (results.Problem(report) is { } problem)
        {
            return CatalogProblems.BadRequest(problem);
        }

        await results.AddAsync(product.Name, report, cancellationToken);
        return TypedResults.NoContent();
    }
}

using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Slo;

/// <summary>Serves the measured service levels of products to all who may discover them.</summary>
internal static class SloEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1_000;

    public static IEndpointRouteBuilder MapSlo(this IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{name}/slo", FindAsync).WithTags("slo").WithName("ProductSlo").WithSummary("The service levels of a product: now, over 30 days, error budget, burn rates and states");
        app.MapGet("/slo", ListAsync).WithTags("slo").WithName("ListSlo").WithSummary("The states of the service levels of the products that the caller may see, by name");
        return app;
    }

    private static async Task<Results<Ok<ProductSlo>, ProblemHttpResult>> FindAsync(
        string name, HttpContext http, RequestedProducts products, ProductStore store, SloReader slo, CancellationToken cancellationToken)
    {
        var (product, problem) = await products.FindAsync(name, http, cancellationToken);
        if (product is null)
        {
            return problem!;
        }

        var versions = await store.VersionsAsync(product.Name, cancellationToken);
        return TypedResults.Ok(await slo.FindAsync([.. versions.Where(version => version.Version.Major == product.Version.Major).Reverse()], cancellationToken));
    }

    private static async Task<Results<Ok<ProductSloPage>, ProblemHttpResult>> ListAsync(
        HttpContext http, ProductPages pages, SloReader slo, CatalogDecisions decisions, CancellationToken cancellationToken, string? domain = null, string? after = null, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaximumLimit)
        {
            return CatalogProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        if (domain is { Length: > 0 } && MeshName.Problem(domain) is { } wrong)
        {
            return CatalogProblems.BadRequest($"domain: {wrong}");
        }

        if (after is { Length: > 0 } && !DataProductId.TryParse(after, out _))
        {
            return CatalogProblems.BadRequest("after: must be the next of a page before, or be left out.");
        }

        var (page, next) = await pages.ReadAsync(decisions.Bundle, http.User.ToPrincipal(), domain is { Length: > 0 } ? domain : null, after, limit, cancellationToken);
        return TypedResults.Ok(new ProductSloPage(await slo.ListAsync(page, cancellationToken), next));
    }
}

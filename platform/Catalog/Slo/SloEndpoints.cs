using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Slo;

/// <summary>Serves the measured service levels of products to all who may discover them.</summary>
internal static class SloEndpoints
{
    public static IEndpointRouteBuilder MapSlo(this IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{name}/slo", FindAsync).WithTags("slo").WithName("ProductSlo").WithSummary("The service levels of a product: now, over 30 days, error budget, burn rates and states");
        app.MapGet("/slo", ListAsync).WithQueryParameters().WithTags("slo").WithName("ListSlo").WithSummary("The states of the service levels of the products that the caller may see, by name");
        return app;
    }

    private static async Task<Ok<ProductSlo>> FindAsync(
        string name, HttpContext http, RequestedProducts products, ProductStore store, SloReader slo, CancellationToken cancellationToken)
    {
        var product = await products.FindAsync(name, http, cancellationToken);
        var versions = await store.VersionsAsync(product.Name, cancellationToken);
        return TypedResults.Ok(await slo.FindAsync([.. versions.Where(version => version.Version.Major == product.Version.Major).Reverse()], cancellationToken));
    }

    private static async Task<Results<Ok<Page<ProductSloState>>, ProblemHttpResult>> ListAsync(
        HttpContext http, ProductPages pages, SloReader slo, CatalogDecisions decisions, CancellationToken cancellationToken, string? domain = null, string? after = null, int limit = ProductPages.DefaultLimit)
    {
        if (ProductPages.Problem(domain, after, limit) is { } wrong)
        {
            return CatalogProblems.BadRequest(wrong);
        }

        var (page, next) = await pages.ReadAsync(decisions.Bundle, http.User.ToPrincipal(), domain, after, limit, cancellationToken);
        return TypedResults.Ok(new Page<ProductSloState>(await slo.ListAsync(page, cancellationToken), next));
    }
}

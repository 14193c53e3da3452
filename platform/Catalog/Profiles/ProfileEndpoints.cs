using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Profiles;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Profiles;

/// <summary>Serves all that a reader needs to judge and use a product, in one answer, and the differences between two of its versions.</summary>
internal static class ProfileEndpoints
{
    public static IEndpointRouteBuilder MapProfiles(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/products/{name}").WithTags("products");
        products.MapGet("profile", FindAsync).WithQueryParameters().WithName("ProductProfile").WithSummary("All about a product, or about one version of it (?version=), as the caller may see it");
        products.MapGet("changes", CompareAsync).WithQueryParameters().WithName("ProductChanges").WithSummary("The differences between two versions of a product (?from=1.0.0&to=1.1.0)");
        return app;
    }

    private static async Task<Ok<ProductProfile>> FindAsync(
        string name, HttpContext http, RequestedProducts products, ProfileReader reader, CancellationToken cancellationToken, string? version = null) =>
        TypedResults.Ok(await reader.ReadAsync(await products.FindAsync(name, version, http, cancellationToken), http.User.ToPrincipal(), cancellationToken));

    private static async Task<Results<Ok<VersionChanges>, ProblemHttpResult>> CompareAsync(
        string name, HttpContext http, RequestedProducts products, CancellationToken cancellationToken, string? from = null, string? to = null)
    {
        if (string.IsNullOrEmpty(from))
        {
            return CatalogProblems.BadRequest("from: must name a version, such as 1.0.0.");
        }

        var earlier = await products.FindAsync(name, from, http, cancellationToken, nameof(from));
        var later = await products.FindAsync(name, to, http, cancellationToken, nameof(to));
        var changes = ContractComparison.Between(earlier.ToDescriptor(), later.ToDescriptor());
        return TypedResults.Ok(new VersionChanges(earlier.Version, later.Version, ContractComparison.Impact(changes), changes));
    }
}

using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Governance;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Products;

/// <summary>What exists in the mesh, and what it means.</summary>
internal static class ProductEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1_000;

    public static RouteGroupBuilder MapProducts(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/products").WithTags("products");
        products.MapGet("", ListAsync).WithName("ListProducts").WithSummary("The products that the caller may see, by name");
        products.MapGet("{name}", FindAsync).WithName("FindProduct").WithSummary("Everything about a product's newest version");
        products.MapPut("{name}/versions/{version}", RegisterAsync).WithName("RegisterProduct").WithSummary("Register a version of a product");
        return products;
    }

    private static async Task<Results<Ok<ProductPage>, ProblemHttpResult>> ListAsync(
        HttpContext http, ProductStore store, PolicyBundleClient policy, CancellationToken cancellationToken, string? domain = null, string? after = null, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaximumLimit)
        {
            return CatalogProblems.BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        var bundle = policy.Current;
        var principal = http.User.ToPrincipal();
        var found = await store.ListAsync(domain, after, limit + 1, cancellationToken);
        var page = found.Take(limit).ToList();
        return TypedResults.Ok(new ProductPage(
            [.. page.Where(product => PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, product.ToPolicyResource()).Permit).Select(product => product.ToSummary())],
            found.Count > limit ? page[^1].Name.ToString() : null));
    }

    private static async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> FindAsync(
        string name, HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        if (!DataProductId.TryParse(name, out var id, out var wrong))
        {
            return CatalogProblems.BadRequest($"name: {wrong}");
        }

        // A product that the caller may not discover is, to the caller, not there.
        return await store.FindAsync(id, cancellationToken) is { } product
            && decisions.Decide(http.User.ToPrincipal(), PolicyAction.Discover, product).Permit
                ? TypedResults.Ok(product)
                : CatalogProblems.NoProduct(id);
    }

    private static async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> RegisterAsync(
        string name, string version, ProductRegistration registration, HttpContext http, ProductRegistry registry, CancellationToken cancellationToken)
    {
        if (!DataProductId.TryParse(name, out var id, out var wrong))
        {
            return CatalogProblems.BadRequest($"name: {wrong}");
        }

        if (!ProductVersion.TryParse(version, out var number))
        {
            return CatalogProblems.BadRequest($"version: \"{version}\" is not major.minor.patch, such as 1.0.0.");
        }

        return await registry.RegisterAsync(http.User.ToPrincipal(), id, number, registration, cancellationToken);
    }
}

using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Products;

/// <summary>Lists, shows and registers the products of the mesh.</summary>
internal static class ProductEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1_000;

    public static RouteGroupBuilder MapProducts(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/products").WithTags("products");
        products.MapGet("", ListAsync).WithName("ListProducts").WithSummary("The products that the caller may see, by name; with details=true all about their default versions");
        products.MapGet("{name}", FindAsync).WithName("FindProduct").WithSummary("Everything about a product, or about one major version of it (name@major)");
        products.MapPut("{name}/versions/{version}", RegisterAsync).WithName("RegisterProduct").WithSummary("Register a version of a product");
        return products;
    }

    private static async Task<Results<Ok<ProductPage>, Ok<ProductDetailsPage>, ProblemHttpResult>> ListAsync(
        HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken,
        string? domain = null, string? after = null, int limit = DefaultLimit, bool details = false)
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

        var bundle = decisions.Bundle;
        var principal = http.User.ToPrincipal();
        List<ProductDetails> visible = [];
        for (var whole = false; !whole && visible.Count <= limit;)
        {
            // One more than the page, to know whether another follows; what the caller may not discover does not count.
            var found = await store.ListAsync(domain, after, limit + 1, cancellationToken);
            visible.AddRange(found.Where(product => decisions.MayDiscover(bundle, principal, product)).Select(product => decisions.InForce(bundle, product)));
            (whole, after) = (found.Count <= limit, found.Count > 0 ? found[^1].Name.ToString() : after);
        }

        var next = visible.Count > limit ? visible[limit - 1].Name.ToString() : null;
        return details
            ? TypedResults.Ok(new ProductDetailsPage([.. visible.Take(limit)], next))
            : TypedResults.Ok(new ProductPage([.. visible.Take(limit).Select(product => product.ToSummary())], next));
    }

    private static async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> FindAsync(
        string name, HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        var (product, problem) = await VisibleProduct.FindAsync(name, http, store, decisions, cancellationToken);
        return product is null ? problem! : TypedResults.Ok(decisions.InForce(decisions.Bundle, product));
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

using MeshStarter.Catalog.Search;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Search;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.Catalog.Products;

/// <summary>Lists, shows and registers the products of the mesh.</summary>
internal static class ProductEndpoints
{
    public static RouteGroupBuilder MapProducts(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/products").WithTags("products");
        products.MapGet("", ListAsync).WithName("ListProducts").WithSummary("The products that the caller may see, by name; with details=true all about their default versions. With q or another parameter of a search: the products that match, with facets");
        products.MapGet("details", FindNamedAsync).WithQueryParameters().WithName("FindProducts").WithSummary("Everything about up to 100 products, each named by a name= (name, or name@major); those that the caller may not see are left out");
        products.MapGet("{name}", FindAsync).WithQueryParameters().WithName("FindProduct").WithSummary("Everything about a product, or about one major version of it (name@major), or one version (?version=)");
        products.MapPut("{name}/versions/{version}", RegisterAsync).WithName("RegisterProduct").WithSummary("Register a version of a product");
        return products;
    }

    private static async Task<Results<Ok<Page<ProductSummary>>, Ok<Page<ProductDetails>>, Ok<ProductSearchPage>, ProblemHttpResult>> ListAsync(
        HttpContext http, ProductPages pages, ProductStore store, ProductSearch search, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken,
        string? domain = null, string? after = null, int limit = ProductPages.DefaultLimit, bool details = false)
    {
        if (SearchRequest.IsSearch(http.Request.Query))
        {
            var (request, problem) = SearchRequest.Read(http.Request.Query);
            return request is null ? CatalogProblems.BadRequest(problem!) : TypedResults.Ok(await search.FindAsync(http.User.ToPrincipal(), request, cancellationToken));
        }

        if ((QueryParameters.Unknown(http.Request.Query, "domain", "after", "limit", "details") ?? ProductPages.Problem(domain, after, limit)) is { } wrong)
        {
            return CatalogProblems.BadRequest(wrong);
        }

        var bundle = decisions.Bundle;
        var (visible, next) = await pages.ReadAsync(bundle, http.User.ToPrincipal(), domain, after, limit, cancellationToken);
        var items = visible.Select(product => decisions.InForce(bundle, product));
        if (details)
        {
            return TypedResults.Ok(new Page<ProductDetails>([.. items], next));
        }

        var ends = await store.EndsAsync([.. visible.Select(product => product.ProductMajorVersion)], cancellationToken);
        var now = time.GetUtcNow();
        return TypedResults.Ok(new Page<ProductSummary>([.. items.Select(product => product.ToSummary(ends.TryGetValue(product.Name, out var end) ? end : null, now))], next));
    }

    private static async Task<Ok<ProductDetails>> FindAsync(
        string name, HttpContext http, RequestedProducts products, CatalogDecisions decisions, CancellationToken cancellationToken, string? version = null)
    {
        var bundle = decisions.Bundle;
        var (product, revision) = await products.FindRevisedAsync(name, version, http, cancellationToken);
        if (revision is not null)
        {
            http.Response.Headers[ProductRevision.Header] = ProductRevisions.Of(product.Name, revision, bundle);
        }

        return TypedResults.Ok(decisions.InForce(bundle, product));
    }

    private static async Task<Results<Ok<ItemList<NamedProduct>>, ProblemHttpResult>> FindNamedAsync(
        HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken, [FromQuery] string[]? name = null)
    {
        if (name is not { Length: >= 1 and <= NamedProduct.MostNames })
        {
            return CatalogProblems.BadRequest($"name: give it 1 to {NamedProduct.MostNames} times, each with a product's name.");
        }

        var references = new Dictionary<string, ProductReference>(StringComparer.Ordinal);
        foreach (var each in name)
        {
            if (!ProductReference.TryParse(each, out var reference, out var wrong))
            {
                return CatalogProblems.BadRequest($"name: {wrong}");
            }

            references[each] = reference;
        }

        var (bundle, principal) = (decisions.Bundle, http.User.ToPrincipal());
        var found = await store.FindAsync([.. references.Values], cancellationToken);
        return TypedResults.Ok(new ItemList<NamedProduct>(
        [
            .. references.Where(each => found.TryGetValue(each.Value, out var product) && decisions.MayDiscover(bundle, principal, product))
                .Select(each => new NamedProduct(each.Key, decisions.InForce(bundle, found[each.Value]))),
        ]));
    }

    private static async Task<Results<Ok<ProductDetails>, ProblemHttpResult>> RegisterAsync(
        string name, string version, ProductRegistration registration, HttpContext http, RegistrationDecision registrations, RefusedVersions refused, CancellationToken cancellationToken)
    {
        if (!DataProductId.TryParse(name, out var id, out var wrong))
        {
            return CatalogProblems.BadRequest($"name: {wrong}");
        }

        if (!ProductVersion.TryParse(version, out var number))
        {
            return CatalogProblems.BadRequest($"version: \"{version}\" is not major.minor.patch, such as 1.0.0.");
        }

        // Others than the service itself may try a version that the service does not have.
        var principal = http.User.ToPrincipal();
        var isOfService = principal.Domain == id.Domain && principal.Roles.Contains(MeshRoles.Service, StringComparer.Ordinal);
        var answer = await registrations.DecideAsync(principal, id, number, registration, isOfService, cancellationToken);
        if (isOfService && answer.Result is ProblemHttpResult { StatusCode: StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity })
        {
            await refused.AddAsync(id, number, cancellationToken);
        }

        return answer;
    }
}

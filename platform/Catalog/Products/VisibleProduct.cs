using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Products;

/// <summary>The product that an address names, if the caller may know of it.</summary>
internal static class VisibleProduct
{
    /// <summary>
    /// The product, or the answer to give instead: one that the caller may not discover is, to the caller, not there. It is
    /// named <c>orders.orders</c> for the default major version, <c>orders.orders@1</c> for a certain one.
    /// </summary>
    public static Task<(ProductDetails? Product, ProblemHttpResult? Problem)> FindAsync(
        string name, HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken) => FindAsync(name, version: null, http, store, decisions, cancellationToken);

    /// <summary>As <see cref="FindAsync(string, HttpContext, ProductStore, CatalogDecisions, CancellationToken)"/>, of a certain version such as <c>1.2.0</c>; null does not say which.</summary>
    public static async Task<(ProductDetails? Product, ProblemHttpResult? Problem)> FindAsync(
        string name, string? version, HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        var (product, _, problem) = await FindRevisedAsync(name, version, http, store, decisions, cancellationToken);
        return (product, problem);
    }

    /// <summary>As <see cref="FindAsync(string, string, HttpContext, ProductStore, CatalogDecisions, CancellationToken)"/>, with the text of the product's revision (<see cref="ProductRevisions"/>).</summary>
    public static async Task<(ProductDetails? Product, string? Revision, ProblemHttpResult? Problem)> FindRevisedAsync(
        string name, string? version, HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        if (!ProductReference.TryParse(name, out var reference, out var wrong))
        {
            return (null, null, CatalogProblems.BadRequest($"name: {wrong}"));
        }

        ProductVersion? number = null;
        if (!string.IsNullOrEmpty(version))
        {
            if (!ProductVersion.TryParse(version, out var parsed))
            {
                return (null, null, CatalogProblems.BadRequest($"version: {Quoted.Text(version)} is not major.minor.patch, such as 1.0.0."));
            }

            number = parsed;
        }

        return await store.FindRevisedAsync(reference, number, cancellationToken) is var (product, revision)
            && decisions.Decide(http.User.ToPrincipal(), PolicyAction.Discover, product).Permit
                ? (product, revision, null)
                : (null, null, CatalogProblems.NoProduct(reference));
    }
}

using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Products;

/// <summary>The product that an address names, if the caller may operate it.</summary>
internal static class OperableProduct
{
    /// <summary>Returns the product and the decision that permits to operate it, or the answer to give instead. A refusal is recorded; a permit is the caller's to record, with what it does.</summary>
    public static async Task<(ProductDetails? Product, PolicyDecision? Decision, ProblemHttpResult? Problem)> FindAsync(
        string name, HttpContext http, ProductStore store, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        var (product, problem) = await VisibleProduct.FindAsync(name, http, store, decisions, cancellationToken);
        if (product is null)
        {
            return (null, null, problem);
        }

        var principal = http.User.ToPrincipal();
        var decision = decisions.Evaluate(principal, PolicyAction.Operate, product);
        if (decision.Permit)
        {
            return (product, decision, null);
        }

        decisions.Record(principal, PolicyAction.Operate, product.Name, decision);
        return (null, null, CatalogProblems.Forbidden($"{product.Name}: {decision.Reason}"));
    }
}

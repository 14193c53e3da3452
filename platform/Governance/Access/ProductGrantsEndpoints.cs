using MeshStarter.Contracts.Access;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Access;

/// <summary>Endpoints of the grants of a product: for those who may audit the product, and for the security seat.</summary>
internal static class ProductGrantsEndpoints
{
    public static void MapProductGrants(this IEndpointRouteBuilder routes) => routes.MapGet("/products/{product}/grants", ListAsync)
        .WithQueryParameters().WithName("ListProductGrants").WithSummary("The grants of a product, newest first, for its owners, auditors and the security seat; in_force=true leaves out those that have ended");

    private static async Task<Results<Ok<AccessPage<AccessGrant>>, ProblemHttpResult>> ListAsync(
        string product, HttpContext http, AccessStore store, AccessVisibility visibility, EffectiveReader products, AccessTrail trail, SteadyClock clock, CancellationToken cancellationToken,
        bool? in_force = null, string? before = null, int limit = AccessEndpoints.DefaultLimit)
    {
        var caller = http.User.ToPrincipal();
        var filter = AccessEndpoints.Filter(caller, visible: null, product, principal: null, before, limit);
        var id = filter.Product!.Value;
        if (!visibility.Sees(caller, id))
        {
            if (!await products.MayDiscoverAsync(caller, id, cancellationToken))
            {
                return AccessProblems.NoProduct(product);
            }

            await trail.RefusedAsync(caller, id, AuditActions.Audit, "May not request who has a grant of the product.", cancellationToken);
            return GovernanceProblems.Forbidden($"Who has a grant of {id} is answered to people of domain {id.Domain}, to auditors and to the security seat. GET /access/grants?product={id}&mine=true has your own.");
        }

        // Grants of a product that is gone are still there to be seen and ended, also while the catalog does not answer.
        var page = await AccessEndpoints.PageAsync(caller, filter with { InForce = in_force }, store, clock, cancellationToken);
        if (page.Items.Count == 0 && !await products.MayDiscoverAsync(caller, id, cancellationToken))
        {
            return AccessProblems.NoProduct(product);
        }

        await trail.GrantsReadAsync(caller, [id], cancellationToken);
        return TypedResults.Ok(page);
    }
}

using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Access;

/// <summary>Endpoints of who sees what in clear: for those who may audit the product, and for everyone about themselves.</summary>
internal static class EffectiveEndpoints
{
    public static void MapEffective(this IEndpointRouteBuilder routes) => routes.MapGet("/effective", ReadAsync).WithQueryParameters()
        .WithName("EffectiveAccess").WithSummary("Who sees which columns of ?product= in clear, or what ?principal= sees by its grants, now or ?at= a time");

    private static async Task<Results<Ok<EffectiveAccess>, ProblemHttpResult>> ReadAsync(
        HttpContext http, EffectiveReader reader, AccessVisibility visibility, AccessTrail trail, PolicyStore policies, BundleSource bundles, CancellationToken cancellationToken,
        string? product = null, string? principal = null, string? column = null, DateTimeOffset? at = null)
    {
        var caller = http.User.ToPrincipal();
        if (string.IsNullOrEmpty(product) && string.IsNullOrEmpty(principal))
        {
            return GovernanceProblems.BadRequest("product, principal: name one of them, or both.");
        }

        if ((at is { } time ? await policies.RulesAtAsync(time, cancellationToken) : bundles.Current.Rules) is not { } rules)
        {
            return GovernanceProblems.BadRequest($"at: this mesh has rules since {await policies.BeginAsync(cancellationToken):u}, and before nothing was permitted. Give a later time.");
        }

        var isAboutOthers = principal != caller.Subject;
        if (string.IsNullOrEmpty(product))
        {
            var seen = await reader.OfPrincipalAsync(rules, caller, principal!, each => !isAboutOthers || visibility.Sees(caller, each), column, at, cancellationToken);
            if (isAboutOthers)
            {
                await trail.ReadAsync(caller, seen.Products.Select(each => each.Product), $"Requested what {Quoted.Text(principal!)} sees by its grants.", cancellationToken);
            }

            return TypedResults.Ok(seen);
        }

        if (!DataProductId.TryParse(product, out var id, out var wrong))
        {
            return GovernanceProblems.BadRequest($"product: {wrong}");
        }

        // Without the right to see the access of others the answer is about the caller alone.
        var seesOthers = visibility.Sees(caller, id);
        var about = !seesOthers ? caller.Subject : string.IsNullOrEmpty(principal) ? null : principal;
        if (await reader.OfProductAsync(rules, caller, id, about, column, at, cancellationToken) is not { } effective)
        {
            return AccessProblems.NoProduct(product);
        }

        if (!seesOthers && principal is { Length: > 0 } && isAboutOthers)
        {
            await trail.RefusedAsync(caller, id, AuditActions.Audit, "May not request who else sees the product.", cancellationToken);
            return GovernanceProblems.Forbidden($"Who else sees {id} is answered to its owners and to auditors. Leave principal out to see your own.");
        }

        if (column is { Length: > 0 } && effective.Products.All(each => each.Columns.Count == 0))
        {
            return GovernanceProblems.BadRequest($"column: {id} has no column {Quoted.Text(column)}.");
        }

        if (seesOthers && isAboutOthers)
        {
            await trail.ReadAsync(caller, [id], "Requested who else sees the product.", cancellationToken);
        }

        return TypedResults.Ok(effective);
    }
}

using MeshStarter.Contracts;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Governance;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Decisions;

/// <summary>Answers what would be decided. Nothing is done, and no row is read.</summary>
internal static class DecisionEndpoints
{
    private const int MostCases = 1_000;
    private const long BodyLimitBytes = 1024 * 1024;

    // A contract may be as old as this.
    private static readonly TimeSpan ContractAge = TimeSpan.FromSeconds(5);

    public static void AddDecisions(this WebApplicationBuilder builder) => builder.Services.AddSingleton<GrantCopy>();

    public static void MapDecisions(this IEndpointRouteBuilder routes) => routes.MapPost("/decisions", DecideAsync)
        .WithTags("Policies")
        .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(BodyLimitBytes))
        .AddEndpointFilter<CatalogSilentFilter>()
        .WithName("Decide").WithSummary("What would be decided in up to 1,000 cases: about the caller, and for auditors and platform services about others");

    private static async Task<Results<Ok<DecisionsAnswer>, ProblemHttpResult>> DecideAsync(
        DecisionsForm form, HttpContext http, BundleSource bundles, GrantCopy grants, ProductContracts contracts, AuditStore audit, SteadyClock clock, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        var rules = bundles.Current.Rules;
        if (form.Cases.Count is 0 or > MostCases)
            return AccessProblems.BadRequest($"cases: {form.Cases.Count} cases. Send 1 to {MostCases} at once.");
        var asksAboutOthers = form.Cases.Any(each => each.Principal is not null);
        if (asksAboutOthers)
        {
            var permit = IsPlatformService(caller) || PolicyEngine.DecideForAll(rules, caller, PolicyAction.Audit).Permit;
            await audit.AppendAsync(
                caller.ToRecord(time, AuditStore.Governance, AuditActions.Audit, permit, $"{(permit ? "Asked" : "May not ask")} what would be decided about others.") with { PolicyVersion = rules.Version }, cancellationToken);
            if (!permit)
                return AccessProblems.Forbidden("cases: only auditors and platform services ask about others. Leave principal out to ask about yourself.");
        }

        var bundle = rules.With(await grants.CurrentAsync(cancellationToken), clock.Now);
        var items = new List<EncodedDecision>(form.Cases.Count);
        for (var index = 0; index < form.Cases.Count; index++)
        {
            var each = form.Cases[index];
            if (!ProductReference.TryParse(each.Product, out var reference, out var wrong))
                return AccessProblems.BadRequest($"cases[{index}].product: {wrong}");
            var product = await contracts.FindAsync(reference, ContractAge, cancellationToken);
            items.Add(product is not null && contracts.ResourceOf(product) is var resource && PolicyEngine.Decide(bundle, caller, PolicyAction.Discover, resource).Permit
                ? EncodedDecision.Of(PolicyEngine.Decide(bundle, each.Principal?.ToPrincipal() ?? caller, each.Action, resource), resource, each.Action)
                : EncodedDecision.NoProduct(reference));
        }

        return TypedResults.Ok(new DecisionsAnswer(rules.Version, items));
    }

    private static bool IsPlatformService(Principal caller) => caller.Domain is null && AccessSeats.IsService(caller);
}

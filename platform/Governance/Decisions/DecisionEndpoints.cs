using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Decisions;
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
        .WithName("Decide").WithSummary("What would be decided in up to 1,000 cases: about the caller, and for auditors and platform services about others");

    private static async Task<Results<EncodedAnswer, ProblemHttpResult>> DecideAsync(
        DecisionsForm form, HttpContext http, BundleSource bundles, GrantCopy grants, ProductContracts contracts, AuditStore audit, SteadyClock clock, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        var rules = bundles.Current.Rules;
        if (form.Cases.Count is 0 or > MostCases)
        {
            return GovernanceProblems.BadRequest($"cases: {form.Cases.Count} cases. Send 1 to {MostCases} at once.");
        }

        var asksAboutOthers = form.Cases.Any(each => each.Principal is not null);
        if (asksAboutOthers)
        {
            var permit = PlatformServices.Include(caller) || PolicyEngine.DecideForAll(rules, caller, PolicyAction.Audit).Permit;
            await audit.AppendAsync(
                caller.ToRecord(time, AuditStore.Governance, AuditActions.Audit, permit, $"{(permit ? "Requested" : "May not request")} what would be decided about others.") with { PolicyVersion = rules.Version }, cancellationToken);
            if (!permit)
            {
                return GovernanceProblems.Forbidden("cases: only auditors and platform services ask about others. Leave principal out to ask about yourself.");
            }
        }

        var (products, wrong) = References(form.Cases);
        if (products is null)
        {
            return GovernanceProblems.BadRequest(wrong!);
        }

        var resources = await contracts.ResourcesAsync(products.Values, ContractAge, cancellationToken);
        // Taken last: a grant that was revoked while the catalog answered has no effect.
        var bundle = rules.With(await grants.CurrentAsync(cancellationToken), clock.Now);
        // A product that the caller may not discover is not there, also in a case about another principal.
        var visible = products.ToDictionary(
            each => each.Key, each => resources[each.Value] is { } resource && PolicyEngine.Decide(bundle, caller, PolicyAction.Discover, resource).Permit ? resource : null, StringComparer.Ordinal);
        return new EncodedAnswer(rules.Version, [.. form.Cases.Select(each => visible[each.Product] is { } resource
            ? EncodedDecision.Of(PolicyEngine.Decide(bundle, each.Principal?.ToPrincipal() ?? caller, each.Action, resource), resource, each.Action)
            : EncodedDecision.NoProduct(products[each.Product]))]);
    }

    // Each product once, in however many cases it is.
    private static (Dictionary<string, ProductReference>? Products, string? Wrong) References(IReadOnlyList<DecisionCase> cases)
    {
        var products = new Dictionary<string, ProductReference>(StringComparer.Ordinal);
        for (var index = 0; index < cases.Count; index++)
        {
            if (products.ContainsKey(cases[index].Product))
            {
                continue;
            }

            if (!ProductReference.TryParse(cases[index].Product, out var reference, out var wrong))
            {
                return (null, $"cases[{index}].product: {wrong}");
            }

            products[cases[index].Product] = reference;
        }

        return (products, null);
    }
}

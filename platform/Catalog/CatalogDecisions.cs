using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.Catalog;

/// <summary>Step 9 at the catalog's endpoint: decides by the mesh's policy, and has what was decided written down.</summary>
internal sealed class CatalogDecisions(PolicyBundleClient policy, PolicyResources resources, AuditClient audit, TimeProvider time)
{
    /// <summary>The bundle in force; take it once per request.</summary>
    /// <exception cref="PolicyUnavailableException">There is none: nothing is permitted.</exception>
    public PolicyBundle Bundle => policy.Current;

    /// <summary>Whether the caller may know of a product, by a bundle taken once; a list leaves no record of each.</summary>
    public bool MayDiscover(PolicyBundle bundle, Principal principal, ProductDetails product) =>
        PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, resources.Of(product)).Permit;

    /// <summary>Decides and records.</summary>
    public PolicyDecision Decide(Principal principal, PolicyAction action, ProductDetails product) => Decide(principal, action, resources.Of(product));

    /// <summary>Decides and records.</summary>
    public PolicyDecision Decide(Principal principal, PolicyAction action, PolicyResource resource)
    {
        var decision = PolicyEngine.Decide(policy.Current, principal, action, resource);
        Record(principal, AuditAction(action), resource.Product, decision.Permit, decision.Reason, decision.RuleIds);
        return decision;
    }

    /// <summary>Records what was decided without a rule of the bundle.</summary>
    public void Record(Principal principal, string action, DataProductId? product, bool permit, string reason, IReadOnlyList<string> ruleIds) => audit.Record(new AuditRecord
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        OccurredAt = time.GetUtcNow(),
        Service = "catalog",
        Subject = principal.Subject,
        SubjectDomain = principal.Domain,
        Roles = principal.Roles,
        Purposes = principal.Purposes,
        Action = action,
        Product = product,
        Permit = permit,
        Reason = reason,
        RuleIds = ruleIds,
        PolicyVersion = policy.TryGetCurrent(out var bundle) ? bundle.Version : null,
        CorrelationId = Activity.Current?.TraceId.ToString(),
    });

    /// <summary>Completes when the decisions of the current request are on disk: awaited before a change, which a later refusal would not undo.</summary>
    /// <exception cref="AuditUnavailableException">One cannot be written down: nothing may be changed.</exception>
    public Task RecordedAsync() => audit.RecordedAsync();

    private static string AuditAction(PolicyAction action) => action switch
    {
        PolicyAction.Discover => AuditActions.Discover,
        PolicyAction.Read => AuditActions.Read,
        PolicyAction.ReadRaw => AuditActions.ReadRaw,
        PolicyAction.Register => AuditActions.Register,
        _ => AuditActions.Operate,
    };
}

using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.Sdk.Access;

/// <summary>Step 9 at a domain's own ports: decides by the mesh's policy what a reader may see, and has it written down.</summary>
internal sealed class DataAccess(PolicyBundleClient policy, AuditClient audit, OwnDomain domain, TimeProvider time)
{
    /// <summary>Decides whether and how a principal may read a product.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be read.</exception>
    public PolicyDecision Decide(Principal principal, OwnProduct product) =>
        PolicyEngine.Decide(policy.Current, principal, PolicyAction.Read, PolicyResource.FromDescriptor(product.Descriptor));

    /// <summary>Writes a decision down. It must happen before any row leaves.</summary>
    /// <exception cref="AuditUnavailableException">The decision cannot be written down: it may not take effect.</exception>
    public void Record(Principal principal, OwnProduct product, PolicyDecision decision) => audit.Record(new AuditRecord
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        OccurredAt = time.GetUtcNow(),
        Service = domain.Name,
        Subject = principal.Subject,
        SubjectDomain = principal.Domain,
        Roles = principal.Roles,
        Purposes = principal.Purposes,
        Action = AuditActions.Read,
        Product = product.Name,
        Permit = decision.Permit,
        Reason = decision.Reason,
        RuleIds = decision.RuleIds,
        MaskedColumns = [.. decision.Masks.Keys],
        PolicyVersion = policy.Current.Version,
        CorrelationId = Activity.Current?.TraceId.ToString(),
    });
}

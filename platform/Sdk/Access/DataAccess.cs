using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Governance;

namespace MeshStarter.Sdk.Access;

/// <summary>Step 9 at a domain's own ports: decides by the mesh's policy what a reader may see, and has it written down.</summary>
internal sealed class DataAccess(PolicyBundleClient policy, AuditClient audit, OwnDomain domain, TimeProvider time)
{
    /// <summary>Decides whether a principal may know that a product exists.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be known.</exception>
    public bool MayDiscover(Principal principal, OwnProduct product) =>
        PolicyEngine.Decide(policy.Current, principal, PolicyAction.Discover, PolicyResource.FromDescriptor(product.Descriptor)).Permit;

    /// <summary>Decides whether and how a principal may read a product.</summary>
    /// <exception cref="PolicyUnavailableException">There is no usable policy bundle: nothing may be read.</exception>
    public PolicyDecision Decide(Principal principal, OwnProduct product) =>
        PolicyEngine.Decide(policy.Current, principal, PolicyAction.Read, PolicyResource.FromDescriptor(product.Descriptor));

    /// <summary>Writes a decision down. The answer of the request waits until it is on disk.</summary>
    /// <exception cref="AuditUnavailableException">The decision cannot be written down: it may not take effect.</exception>
    public void Record(Principal principal, OwnProduct product, PolicyDecision decision) =>
        audit.Record(Record(principal, product, AuditActions.Read, decision.Permit, decision.Reason) with { RuleIds = decision.RuleIds, MaskedColumns = [.. decision.Masks.Keys] });

    /// <summary>Writes down that a caller who may do so does something to a product. It completes when that is on disk, before it is done.</summary>
    /// <exception cref="AuditUnavailableException">It cannot be written down: it may not be done.</exception>
    public Task RecordOperationAsync(Principal principal, OwnProduct product, string actionText) => audit.RecordAsync(Record(principal, product, AuditActions.Operate, permit: true, actionText));

    private AuditRecord Record(Principal principal, OwnProduct product, string action, bool permit, string reason) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        OccurredAt = time.GetUtcNow(),
        Service = domain.Name,
        Subject = principal.Subject,
        SubjectDomain = principal.Domain,
        Roles = principal.Roles,
        Purposes = principal.Purposes,
        Action = action,
        Product = product.Name,
        Permit = permit,
        Reason = reason,
        RuleIds = [],
        MaskedColumns = [],
        PolicyVersion = policy.Current.Version,
        CorrelationId = Activity.Current?.TraceId.ToString(),
    };
}

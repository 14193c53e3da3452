using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy;

namespace MeshStarter.Governance.Audit;

/// <summary>
/// Who reads the trail, by the bundle that governance serves, and with a line of its own in the trail. Governance knows products
/// by their names alone, so a rule that asks what a product is like counts only where it refuses.
/// </summary>
internal sealed class AuditReading(BundleSource bundles, AuditStore audit, TimeProvider time)
{
    /// <summary>Decides about the records of one product, or about all records.</summary>
    public async Task<PolicyDecision> DecideAsync(Principal principal, DataProductId? product, CancellationToken cancellationToken)
    {
        var bundle = bundles.Current;
        var decision = PolicyEngine.DecideForAll(bundle.Rules, principal, PolicyAction.Audit, product);
        var now = time.GetUtcNow();
        await audit.AppendAsync(
            [
                new AuditRecord
                {
                    Id = Guid.CreateVersion7(now),
                    OccurredAt = now,
                    Service = AuditStore.Governance,
                    Subject = principal.Subject,
                    SubjectDomain = principal.Domain,
                    Roles = principal.Roles,
                    Purposes = principal.Purposes,
                    Action = AuditActions.Audit,
                    Product = product,
                    Permit = decision.Permit,
                    Reason = decision.Reason,
                    RuleIds = decision.RuleIds,
                    PolicyVersion = bundle.Rules.Version,
                    CorrelationId = Activity.Current?.TraceId.ToString(),
                },
            ],
            AuditStore.Governance,
            cancellationToken);
        return decision;
    }
}

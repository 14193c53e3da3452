using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy;

namespace MeshStarter.Governance.Audit;

/// <summary>
/// Decides by governance's own bundle who reads the audit trail, and records each reading in it. Governance knows products by name
/// only, so a rule about a product's properties counts only where it refuses.
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
            cancellationToken);
        return decision;
    }
}

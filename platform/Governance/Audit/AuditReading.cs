using MeshStarter.Contracts;
using MeshStarter.Governance.Policies;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Governance;

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
        await audit.AppendAsync(
            principal.ToRecord(time, AuditStore.Governance, AuditActions.Audit, decision.Permit, decision.Reason) with { Product = product, RuleIds = decision.RuleIds, PolicyVersion = bundle.Rules.Version },
            cancellationToken);
        return decision;
    }
}

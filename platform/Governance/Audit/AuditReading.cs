using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Audit;

/// <summary>
/// Decides by governance's own bundle who reads the audit trail, and records each reading of records about others in it. Everyone reads their own. Governance knows
/// products by name only, so a rule about a product's properties counts only where it refuses.
/// </summary>
internal sealed class AuditReading(BundleSource bundles, AuditStore audit, TimeProvider time)
{
    /// <summary>Decides about the whole trail.</summary>
    public async Task<PolicyDecision> DecideAsync(Principal principal, CancellationToken cancellationToken)
    {
        var bundle = bundles.Current.Rules;
        var decision = PolicyEngine.DecideForAll(bundle, principal, PolicyAction.Audit, product: null);
        await RecordAsync(principal, product: null, decision.Permit, decision.RuleIds, bundle, decision.Reason, cancellationToken);
        return decision;
    }

    /// <summary>Decides what a caller sees of the records that are requested.</summary>
    /// <returns>What is seen; null and the reason where the caller asks for records of others, and may see none.</returns>
    public async Task<(AuditView? View, string Reason)> ViewAsync(Principal principal, AuditFilter filter, CancellationToken cancellationToken)
    {
        var bundle = bundles.Current.Rules;
        var decision = PolicyEngine.DecideForAll(bundle, principal, PolicyAction.Audit, filter.Product);
        if (decision.Permit)
        {
            await RecordAsync(principal, filter.Product, decision.Permit, decision.RuleIds, bundle, decision.Reason, cancellationToken);
            var isAll = filter.Product is null || PolicyEngine.DecideForAll(bundle, principal, PolicyAction.Audit, product: null).Permit;
            return (new AuditView(isAll ? AuditScope.All : AuditScope.Products, Products: null, Person: null), decision.Reason);
        }

        string[] products = [];
        var isService = AccessSeats.IsService(principal);
        if (!isService && filter.Product is null)
        {
            products = [.. (await audit.ProductsAsync(cancellationToken)).Where(product => PolicyEngine.DecideForAll(bundle, principal, PolicyAction.Audit, DataProductId.Parse(product)).Permit)];
        }

        if (isService || (products.Length == 0 && filter.Query.Subject is { } subject && subject != principal.Subject))
        {
            await RecordAsync(principal, filter.Product, decision.Permit, decision.RuleIds, bundle, decision.Reason, cancellationToken);
            return (null, filter.Product is null ? $"{decision.Reason} Name a product whose audit you may read. Without a person you see your own records." : decision.Reason);
        }

        // One's own records reveal nothing about others: reading them leaves no record.
        if (products.Length > 0)
        {
            await RecordAsync(principal, product: null, permit: true, [], bundle, $"Reads the records of the {products.Length} products that the caller may audit.", cancellationToken);
        }

        return (new AuditView(products.Length > 0 ? AuditScope.Products : AuditScope.Own, products, principal.Subject), decision.Reason);
    }

    private Task RecordAsync(Principal principal, DataProductId? product, bool permit, IReadOnlyList<string> ruleIds, PolicyBundle bundle, string reason, CancellationToken cancellationToken) => audit.AppendAsync(
        principal.ToRecord(time, AuditStore.Governance, AuditActions.Audit, permit, reason) with
        {
            Product = product,
            RuleIds = ruleIds,
            PolicyVersion = bundle.Version,
            // Whether the product exists is not known here.
            Concealed = permit ? null : false,
        },
        cancellationToken);
}

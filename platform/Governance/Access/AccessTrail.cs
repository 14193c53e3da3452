using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Governance.Access;

/// <summary>The audit trail of requests and grants. Each record has the version of the rules in force.</summary>
internal sealed class AccessTrail(AuditStore audit, BundleSource bundles, TimeProvider time)
{
    /// <summary>Returns the record of a change, which is stored with it.</summary>
    /// <param name="caller">Who changes it.</param>
    /// <param name="product">The product; null where it is about none.</param>
    /// <param name="action">What is done (<see cref="AuditActions"/>).</param>
    /// <param name="reason">The change in words.</param>
    public AuditRecord Permitted(Principal caller, DataProductId? product, string action, string reason) => Record(caller, product, action, permit: true, reason);

    /// <summary>Records that something was refused, to which there is no change.</summary>
    public Task RefusedAsync(Principal caller, DataProductId? product, string action, string reason, CancellationToken cancellationToken) =>
        audit.AppendAsync(Record(caller, product, action, permit: false, reason) with { Concealed = false }, cancellationToken);

    private AuditRecord Record(Principal caller, DataProductId? product, string action, bool permit, string reason) =>
        caller.ToRecord(time, AuditStore.Governance, action, permit, reason) with { Product = product, PolicyVersion = bundles.Current.Rules.Version };
}

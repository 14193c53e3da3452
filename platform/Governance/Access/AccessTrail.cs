using MeshStarter.Contracts.Products;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Governance.Access;

/// <summary>The audit trail of requests, grants and changes of the rules. Each record has the version of the rules in force.</summary>
internal sealed class AccessTrail(AuditStore audit, BundleSource bundles, TimeProvider time)
{
    /// <summary>Returns the record of a change, which is stored with it.</summary>
    /// <param name="caller">Who changes it.</param>
    /// <param name="product">The product; null where it is about none.</param>
    /// <param name="action">What is done (<see cref="AuditActions"/>).</param>
    /// <param name="reason">The change in words.</param>
    public AuditRecord Permitted(Principal caller, DataProductId? product, string action, string reason) => Record(caller, product, action, permit: true, reason);

    /// <summary>Returns the record of a refusal. The caller has named the product, or sees what is decided about it: the record says no more than the answer.</summary>
    public AuditRecord Refused(Principal caller, DataProductId? product, string action, string reason) => Record(caller, product, action, permit: false, reason) with { Concealed = false };

    /// <summary>Records that the caller read who has a grant of each of some products.</summary>
    public Task GrantsReadAsync(Principal caller, IEnumerable<DataProductId> products, CancellationToken cancellationToken) =>
        ReadAsync(caller, products, "Requested who has a grant of the product.", cancellationToken);

    /// <summary>Records that the caller read about others, for each of some products.</summary>
    public Task ReadAsync(Principal caller, IEnumerable<DataProductId> products, string reason, CancellationToken cancellationToken) =>
        products.Select(product => Permitted(caller, product, AuditActions.Audit, reason)).ToList() is { Count: > 0 } records ? audit.AppendAsync(records, cancellationToken) : Task.CompletedTask;

    /// <summary>Records that something was refused, to which there is no change.</summary>
    public Task RefusedAsync(Principal caller, DataProductId? product, string action, string reason, CancellationToken cancellationToken) =>
        audit.AppendAsync(Refused(caller, product, action, reason), cancellationToken);

    /// <summary>Records that something is not permitted, and returns the exception that is answered with 403.</summary>
    /// <param name="caller">Who may not do it.</param>
    /// <param name="product">The product; null where it is about none.</param>
    /// <param name="action">What is refused (<see cref="AuditActions"/>).</param>
    /// <param name="refusal">The answer, which ends the record.</param>
    /// <param name="cancellationToken">Cancels the record.</param>
    /// <param name="attempt">The start of the record, where it says more than the answer.</param>
    public async Task<RequestRefusedException> ForbidAsync(Principal caller, DataProductId? product, string action, string refusal, CancellationToken cancellationToken, string attempt = "")
    {
        await RefusedAsync(caller, product, action, attempt + refusal, cancellationToken);
        return new RequestRefusedException(GovernanceProblems.Forbidden(refusal));
    }

    private AuditRecord Record(Principal caller, DataProductId? product, string action, bool permit, string reason) =>
        caller.ToRecord(time, AuditStore.Governance, action, permit, reason) with { Product = product, PolicyVersion = bundles.Current.Rules.Version };
}

using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>Asks policy, and records every answer. Without a bundle, or without the audit journal, nothing is permitted.</summary>
internal sealed class AccessDecisions(PolicyBundleClient policy, AuditClient audit, PolicyResources resources, TimeProvider time)
{
    /// <summary>The query with the bundle that it is decided by, from its first table to its last, also if another bundle comes in between.</summary>
    public QueryRequest WithBundle(QueryRequest request) => request with { Bundle = new Lazy<PolicyBundle>(() => Current) };

    /// <summary>The bundle of a query.</summary>
    /// <exception cref="QueryFailedException">There is none that is recent enough.</exception>
    private static PolicyBundle BundleOf(QueryRequest request) => request.Bundle?.Value ?? throw new InvalidOperationException("A query is planned before it is decided.");

    private PolicyBundle Current => policy.TryGetCurrent(out var bundle)
        ? bundle
        : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.PolicyUnavailable,
            "There is no policy bundle recent enough to decide by, so nothing is permitted. Try again once governance confirms its rules; this service's log has what keeps it from that."));

    public bool MayDiscover(QueryRequest request, ProductDetails product)
    {
        var resource = resources.Of(product);
        var decision = PolicyEngine.Decide(BundleOf(request), request.Principal, PolicyAction.Discover, resource);
        request.Reads.AddListed(new(request.Principal, PolicyAction.Discover, resource, decision));
        return decision.Permit;
    }

    /// <summary>Whether the caller may know of a product that the query names. It is recorded, unlike what a list leaves out.</summary>
    public bool MayFind(QueryRequest request, ProductDetails product)
    {
        var resource = resources.Of(product);
        var decision = PolicyEngine.Decide(BundleOf(request), request.Principal, PolicyAction.Discover, resource);
        request.Reads.Add(new(request.Principal, PolicyAction.Discover, resource, decision));
        Record(request, product, decision.Permit, decision.Reason, decision, masked: [], decision.BundleVersion, isConcealed: decision.Permit ? null : true, AuditActions.Discover);
        return decision.Permit;
    }

    /// <summary>Whether the caller may read a product. It is only reported, so it is not recorded.</summary>
    public bool MayRead(QueryRequest request, ProductDetails product) =>
        PolicyEngine.Decide(BundleOf(request), request.Principal, PolicyAction.Read, resources.Of(product)).Permit;

    /// <summary>Decides how the caller may read a product that the query names; null where the caller may not know of it, whatever rules permit to read it.</summary>
    public async Task<PolicyDecision?> ReadAsync(QueryRequest request, ProductDetails product, QueriedColumns columns)
    {
        var resource = resources.Of(product);
        var found = PolicyEngine.Decide(BundleOf(request), request.Principal, PolicyAction.Discover, resource);
        var decision = PolicyEngine.Decide(BundleOf(request), request.Principal, PolicyAction.Read, resource);
        if (!found.Permit)
        {
            var refusal = decision.Permit ? found : decision;
            Record(request, product, permit: false, refusal.Reason, refusal, masked: [], refusal.BundleVersion, isConcealed: true);
            return null;
        }

        request.Reads.Add(new(request.Principal, PolicyAction.Discover, resource, found));
        request.Reads.Add(new(request.Principal, PolicyAction.Read, resource, decision));
        var masked = decision.Masks.Count == 0 ? [] : await columns.UsedOfAsync(product, decision.Masks.Keys.Order(StringComparer.Ordinal));
        Record(request, product, decision.Permit, decision.Reason, decision, masked, decision.BundleVersion, isConcealed: decision.Permit ? null : false);
        return request.Principal.Domain == product.Name.Domain ? decision.ForOwnDomain() : decision;
    }

    /// <summary>Describes columns that a decision masks, by name.</summary>
    public IReadOnlyList<MaskedColumn> Masks(QueryRequest request, ProductDetails product, PolicyDecision decision, IReadOnlyList<string> masked)
    {
        if (masked.Count == 0)
        {
            return [];
        }

        var lifted = PolicyExplanation.ShownByGrant(BundleOf(request), request.Principal, resources.Of(product)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. masked.Order(StringComparer.Ordinal).Select(column => new MaskedColumn(column, decision.MaskRules[column], lifted.Contains(column)))];
    }

    /// <summary>A query that is refused before policy is queried, or at which the service fails. The reason is the error's name: its message may quote the query.</summary>
    public void Refused(QueryRequest request, TrinoErrorCode error) =>
        Record(request, product: null, permit: false, $"{(error.Type == TrinoErrorType.UserError ? "The query was refused" : "The service failed at the query")}: {error.Name}.", decision: null, masked: [], policyVersion: null, isConcealed: null);

    // Not awaited: the query goes on while the decision is written, and its answer waits.
    private void Record(
        QueryRequest request, ProductDetails? product, bool permit, string reason, PolicyDecision? decision, IReadOnlyList<string> masked, string? policyVersion, bool? isConcealed, string action = AuditActions.Read)
    {
        var record = request.Principal.ToRecord(time, PlatformServices.Query, action, permit, reason) with
        {
            Product = product?.Name,
            RuleIds = decision?.RuleIds ?? [],
            MaskedColumns = masked,
            PolicyVersion = policyVersion,
            CorrelationId = request.Id,
            Concealed = isConcealed,
        };
        request.Decisions.Add(record, product?.ProductMajorVersion, audit.RecordAsync(record));
    }
}

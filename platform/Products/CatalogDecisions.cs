using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Explanations;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.Products;

/// <summary>Step 9 at the catalog's endpoint: decides by the mesh's policy, and has what was decided written down.</summary>
internal sealed class CatalogDecisions(PolicyBundleClient policy, PolicyResources resources, AuditClient audit, TimeProvider time)
{
    /// <summary>The bundle in force; take it once per request.</summary>
    /// <exception cref="PolicyUnavailableException">There is none: nothing is permitted.</exception>
    public PolicyBundle Bundle => policy.Current;

    /// <summary>Whether the caller may know of a product, by a bundle taken once; a list leaves no record of each.</summary>
    public bool MayDiscover(PolicyBundle bundle, Principal principal, ProductDetails product) =>
        PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, resources.Of(product)).Permit;

    /// <summary>Whether the caller may know how many rows a product has (<see cref="PolicyEngine.SeesCounts"/>). It leaves no record.</summary>
    public bool SeesCounts(PolicyBundle bundle, Principal principal, ProductDetails product) => PolicyEngine.SeesCounts(bundle, principal, resources.Of(product));

    /// <summary>Whether the caller may read a column of a product in clear. It leaves no record.</summary>
    public bool ReadsInClear(PolicyBundle bundle, Principal principal, ProductDetails product, string column) =>
        PolicyEngine.Decide(bundle, principal, PolicyAction.Read, resources.Of(product)) is { Permit: true } decision && !decision.Masks.ContainsKey(column);

    /// <summary>A product as it is returned: with the classification and the tags that a bundle has in force for it.</summary>
    public ProductDetails InForce(PolicyBundle bundle, ProductDetails product)
    {
        if (product.Stricter is null)
        {
            return product;
        }

        var inForce = resources.Of(product).InForce(bundle);
        return product with
        {
            Classification = inForce.Classification,
            // A column of pii_fields is tagged in what policy reads, not in what the contract says.
            Schema = [.. product.Schema.Zip(inForce.Columns, resources.Of(product).Columns).Select(column => ReferenceEquals(column.Second.Tags, column.Third.Tags) ? column.First : column.First with { Tags = column.Second.Tags })],
        };
    }

    /// <summary>Decides which of a product's rows and columns a caller gets, by a bundle taken once. It reads none, and leaves no record.</summary>
    public ReaderView ViewOf(PolicyBundle bundle, Principal principal, ProductDetails product) => PolicyExplanation.ViewOf(bundle, principal, resources.Of(product));

    /// <summary>The rules of a bundle that apply to a product.</summary>
    public IReadOnlyList<ProductRule> RulesOf(PolicyBundle bundle, Principal principal, ProductDetails product)
    {
        // A rule about the classification is about the one in force, as at the registration.
        var inForce = InForce(bundle, product);
        return PolicyExplanation.RulesOf(bundle, principal, resources.Of(product), (inForce with { Access = inForce.Access with { Classification = inForce.Classification } }).ToDescriptor());
    }

    /// <summary>Decides and records.</summary>
    public PolicyDecision Decide(Principal principal, PolicyAction action, ProductDetails product) => Decide(principal, action, resources.Of(product));

    /// <summary>Decides and records.</summary>
    public PolicyDecision Decide(Principal principal, PolicyAction action, PolicyResource resource)
    {
        var bundle = policy.Current;
        var decision = PolicyEngine.Decide(bundle, principal, action, resource);
        bool? isConcealed = decision.Permit ? null : !PolicyEngine.Decide(bundle, principal, PolicyAction.Discover, resource).Permit;
        Record(principal, AuditAction(action), resource.Product, decision.Permit, decision.Reason, decision.RuleIds, decision.BundleVersion, isConcealed);
        return decision;
    }

    /// <summary>Decides; the caller records it.</summary>
    public PolicyDecision Evaluate(Principal principal, PolicyAction action, ProductDetails product) => PolicyEngine.Decide(policy.Current, principal, action, resources.Of(product));

    /// <summary>Whether the caller may know who uses a product, which is recorded; where not, it is shown less, and nothing is recorded.</summary>
    public bool MayAudit(Principal principal, ProductDetails product)
    {
        var decision = Evaluate(principal, PolicyAction.Audit, product);
        if (decision.Permit)
        {
            Record(principal, AuditActions.Audit, product.Name, permit: true, decision.Reason, decision.RuleIds);
        }

        return decision.Permit;
    }

    /// <summary>Decides where no more than the product's name is known, or for every product where that is null: permitted only if it would be with any contract. The caller records it.</summary>
    public PolicyDecision DecideByName(Principal principal, PolicyAction action, DataProductId? product) => PolicyEngine.DecideForAll(policy.Current, principal, action, product);

    /// <summary>Records a decision.</summary>
    public void Record(Principal principal, PolicyAction action, DataProductId? product, PolicyDecision decision) =>
        Record(principal, AuditAction(action), product, decision.Permit, decision.Reason, decision.RuleIds, decision.BundleVersion);

    /// <summary>Records what was decided without a rule of the bundle.</summary>
    public void Record(Principal principal, string action, DataProductId? product, bool permit, string reason, IReadOnlyList<string> ruleIds) =>
        Record(principal, action, product, permit, reason, ruleIds, policy.TryGetCurrent(out var bundle) ? bundle.Version : null);

    private void Record(Principal principal, string action, DataProductId? product, bool permit, string reason, IReadOnlyList<string> ruleIds, string? bundleVersion, bool? isConcealed = null) =>
        audit.Record(principal.ToRecord(time, PlatformServices.Catalog, action, permit, reason) with { Product = product, RuleIds = ruleIds, PolicyVersion = bundleVersion, Concealed = isConcealed });

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

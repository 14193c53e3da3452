using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Decisions;

/// <summary>The product of cases, as their caller may know it: one that the caller may not discover is not there, also in a case about another principal.</summary>
internal sealed class CaseProduct
{
    private readonly PolicyResource? _resource;
    private readonly EncodedDecision? _none;

    private CaseProduct(PolicyResource? resource, EncodedDecision? none) => (_resource, _none) = (resource, none);

    /// <summary>A product of cases.</summary>
    /// <param name="reference">Its name.</param>
    /// <param name="resource">What policy reads of it; null where there is none.</param>
    /// <param name="bundle">The rules and grants.</param>
    /// <param name="caller">Who asks.</param>
    public static CaseProduct Of(ProductReference reference, PolicyResource? resource, PolicyBundle bundle, Principal caller) =>
        resource is not null && PolicyEngine.Decide(bundle, caller, PolicyAction.Discover, resource).Permit
            ? new CaseProduct(resource, none: null)
            : new CaseProduct(resource: null, EncodedDecision.NoProduct(reference));

    /// <summary>Returns the decision that a bundle would give.</summary>
    public EncodedDecision Decide(PolicyBundle bundle, Principal principal, PolicyAction action) =>
        _resource is { } resource ? EncodedDecision.Of(PolicyEngine.Decide(bundle, principal, action, resource), resource, action) : _none!;
}
